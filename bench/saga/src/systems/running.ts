/** What every measured system has: a folder for its data, processes under supervision, and an end that leaves nothing behind. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { dropDatabase } from '@shop/dev/engines/database.ts'
import { progress } from '@shop/dev/progress.ts'
import type { Supervisor } from '@shop/dev/supervisor/supervisor.ts'
import type { MeasuredProcess } from '../process/usage.ts'

/** Standard output is for the results. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

export const step = progress(say)

export class RunningSystem {
  static readonly #all = new Set<RunningSystem>()
  readonly dataDir: string
  readonly database: string
  /** MONGODB_URI, where that is set; else the system starts one of its own. */
  readonly mongoUri: string | undefined = process.env.MONGODB_URI || undefined
  readonly #closing: (() => Promise<unknown>)[] = []
  readonly #supervisors: Supervisor[] = []
  #stopped: Promise<void> | undefined

  private constructor(dataDir: string) {
    this.dataDir = dataDir
    this.database = path.basename(dataDir)
    RunningSystem.#all.add(this)
  }

  static async create(name: string): Promise<RunningSystem> {
    return new RunningSystem(await mkdtemp(path.join(tmpdir(), `bench-${name}-`)))
  }

  /** Whatever is still there, when the whole run ends before its time. */
  static async stopAll(): Promise<void> {
    await Promise.all([...RunningSystem.#all].map((running) => running.stop()))
  }

  /** What a supervisor reports of processes: only what is wrong, and not while they are being stopped. */
  readonly observer = {
    line: (name: string, line: string): void => {
      if (!this.#stopped && isAlarm(line)) say(`${name}: ${line.slice(0, 400)}`)
    },
    news: (text: string): void => {
      if (!this.#stopped) say(text)
    },
  }

  /** Those that are started later are stopped before. */
  async supervise(supervisor: Supervisor): Promise<void> {
    this.#supervisors.unshift(supervisor)
    await supervisor.start()
  }

  /** `close` is called before the processes are stopped; the last named first. */
  beforeStop(close: () => Promise<unknown>): void {
    this.#closing.unshift(close)
  }

  get processes(): MeasuredProcess[] {
    const processes = this.#supervisors.flatMap((supervisor) => supervisor.processes)
    return processes.flatMap(({ spec, identity }) => (identity ? [{ name: spec.name, pid: identity.pid }] : []))
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    for (const close of this.#closing) await close()
    for (const supervisor of this.#supervisors) await supervisor.stop()
    if (this.mongoUri) await dropDatabase(this.mongoUri, this.database)
    await rm(this.dataDir, { recursive: true, force: true })
    RunningSystem.#all.delete(this)
  }
}

function isAlarm(line: string): boolean {
  return /"level":"(error|fatal)"|\b(ERROR|FATAL|panic)\b|Error:/.test(line)
}
