/** Starts parts in dependency order, keeps them running, and stops them in the reverse order. */
import { RestartBackoff } from './backoff.ts'
import type { Part } from './part.ts'
import { stagesOf } from './stages.ts'
import { WatchedPart, type SupervisorObserver } from './watched-part.ts'

export class Supervisor {
  readonly #stages: readonly (readonly WatchedPart[])[]
  #stopped: Promise<void> | undefined

  /** `mostMs`: the longest wait before a part that died is started again. */
  constructor(parts: readonly Part[], told: SupervisorObserver, mostMs?: number) {
    const watched = (part: Part) =>
      new WatchedPart(part, told, new RestartBackoff(mostMs === undefined ? {} : { mostMs }))
    this.#stages = stagesOf(parts).map((stage) => stage.map(watched))
  }

  get parts(): readonly WatchedPart[] {
    return this.#stages.flat()
  }

  /** Throws where there is no part of this name. */
  part(name: string): WatchedPart {
    const found = this.parts.find(({ part }) => part.name === name)
    if (!found) throw new Error(`There is no part ${name} here: ${this.parts.map(({ part }) => part.name).join(', ')}`)
    return found
  }

  /** Resolves when every part is ready. Where one fails, what had started is stopped again. */
  async start(ready: (part: Part) => void = () => {}): Promise<void> {
    for (const stage of this.#stages) {
      const starts = stage.map((watched) => watched.start().then(() => ready(watched.part)))
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
