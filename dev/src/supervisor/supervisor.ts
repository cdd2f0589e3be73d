/** Starts processes in dependency order, keeps them running, and stops them in the reverse order. */
import { RestartBackoff } from './backoff.ts'
import { addressesOf, type ProcessSpec } from './process-spec.ts'
import { stagesOf } from './stages.ts'
import { WatchedProcess, type SupervisorObserver } from './watched-process.ts'

export class Supervisor {
  readonly #stages: readonly (readonly WatchedProcess[])[]
  #stopped: Promise<void> | undefined

  /** `maxMs`: the longest wait before a process that died is started again. */
  constructor(processes: readonly ProcessSpec[], observer: SupervisorObserver, maxMs?: number) {
    const watched = (spec: ProcessSpec) =>
      new WatchedProcess(spec, observer, new RestartBackoff(maxMs === undefined ? {} : { maxMs }))
    this.#stages = stagesOf(processes).map((stage) => stage.map(watched))
  }

  get processes(): readonly WatchedProcess[] {
    return this.#stages.flat()
  }

  /** By its own name, or that of a service which it runs. Throws where there is none. */
  process(name: string): WatchedProcess {
    const found = this.processes.find(
      ({ spec }) => spec.name === name || addressesOf(spec).some((served) => served.name === name),
    )
    if (!found)
      throw new Error(`There is no process ${name} here: ${this.processes.map(({ spec }) => spec.name).join(', ')}`)
    return found
  }

  /** Resolves when every process is ready. Where one fails, what had started is stopped again. */
  async start(ready: (spec: ProcessSpec) => void = () => {}): Promise<void> {
    for (const stage of this.#stages) {
      const starts = stage.map((watched) => watched.start().then(() => ready(watched.spec)))
      const failed = (await Promise.allSettled(starts)).find((outcome) => outcome.status === 'rejected')
      if (failed) {
        await this.stop()
        throw failed.reason
      }
      if (this.#stopped) return this.#stopped
    }
  }

  /** May be called at any time, and more than once. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll()
    return this.#stopped
  }

  async #stopAll(): Promise<void> {
    for (const stage of this.#stages.toReversed()) await Promise.all(stage.map((watched) => watched.stop()))
  }
}
