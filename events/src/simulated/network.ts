/** What lies between a service and its database or stream: calls take time, get lost, are half done, or lose their answers. */

import { type Clock, Unreachable } from '../aggregates/ports.ts'

/** `portion`: how much of a bulk is done before it breaks off, from 0 (it never arrived) to 1. */
export type Fate = {
  readonly thereMs: number
  readonly backMs: number
  readonly portion: number
  readonly answered: boolean
  /** When the caller gives up waiting. What it has sent may still arrive. Default: never. */
  readonly timeoutMs?: number
}

export interface Network {
  /** `act` is done at most once, with the portion of a bulk that is to be done. Rejects with `Unreachable`. */
  call<Answer>(act: (portion: number) => Answer): Promise<Answer>
}

/** Every call arrives at once, and so does its answer. */
export const calm: Network = {
  call: async (act) => {
    await Promise.resolve()
    return act(1)
  },
}

export class RoughNetwork implements Network {
  readonly #clock: Clock
  readonly #fate: () => Fate
  readonly #gate: (run: () => void) => void
  #cut = false

  /** `gate`: what reaches the process goes through it. */
  constructor(clock: Clock, fate: () => Fate, gate: (run: () => void) => void = (run) => run()) {
    this.#clock = clock
    this.#fate = fate
    this.#gate = gate
  }

  /** The process is gone: it sends nothing any more, and no answer ever reaches it. What it has sent is on its way. */
  cut(): void {
    this.#cut = true
  }

  call<Answer>(act: (portion: number) => Answer): Promise<Answer> {
    if (this.#cut) return new Promise(() => undefined)
    const { thereMs, backMs, portion, answered, timeoutMs = Infinity } = this.#fate()
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const fail = () =>
      this.#gate(() => {
        if (!this.#cut) reject(new Unreachable('simulated'))
      })
    const late = thereMs + backMs > timeoutMs
    if (late) this.#clock.after(timeoutMs, fail)
    this.#clock.after(thereMs, () => {
      const answer = portion > 0 ? { value: act(portion) } : undefined
      if (late) return
      this.#clock.after(backMs, () => {
        if (!answer || portion < 1 || !answered) fail()
        else this.#gate(() => (this.#cut ? undefined : resolve(answer.value)))
      })
    })
    return promise
  }
}
