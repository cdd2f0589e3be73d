/** `npm start` as a process, as a person starts it. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '@shop/dev/ports.ts'
import { Child, type Exit } from '@shop/dev/process/child.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { until } from '@shop/dev/testing/until.ts'

const STARTS_WITHIN_MS = 180_000 // on a machine that has much else to do

export type LaunchEnvironment = Readonly<Record<string, string | undefined>>

/** A data folder with a space in its name, a free port, and none of the test run's own engines. */
export async function freshEnvironment(): Promise<{ DATA_DIR: string; PORT: string } & LaunchEnvironment> {
  const folder = await mkdtemp(path.join(tmpdir(), 'shop launch '))
  return { DATA_DIR: folder, PORT: String(await freePort()), MONGODB_URI: '', NATS_URL: '', NODE_ENV: 'development' }
}

export class Launch {
  readonly #child: Child
  readonly lines: readonly string[]

  private constructor(child: Child, lines: readonly string[]) {
    this.#child = child
    this.lines = lines
  }

  /** Runs one of the launcher's programs: start, status, reset, logs. */
  static async run(
    program: 'start' | 'status' | 'reset' | 'logs',
    env: LaunchEnvironment,
    args: readonly string[] = [],
  ): Promise<Launch> {
    const lines: string[] = []
    const file = path.join(projectRoot, 'dev', 'src', `${program}.ts`)
    const child = await Child.spawn({ file: process.execPath, args: [file, ...args], cwd: projectRoot, env }, (line) =>
      lines.push(line),
    )
    return new Launch(child, lines)
  }

  /** Resolves when the shop is open; rejects, with what it said, where it ends first. */
  async open(): Promise<void> {
    const isOpen = (): boolean => this.lines.some((line) => line.startsWith('The shop is open'))
    await until('the shop is open', () => isOpen() || !this.#child.running, STARTS_WITHIN_MS)
    if (!isOpen()) throw new Error(this.lines.join('\n'))
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  get pid(): number {
    return this.#child.pid
  }

  get ended(): Promise<Exit> {
    return this.#child.exited
  }
}
