/** What lies between a service and its database or stream: calls take time, get lost, are half done, or lose their answers. */

import { type Clock, Unreachable, pause } from '../aggregates/ports.ts'

/** `portion`: how much of a bulk is done before it breaks off, from 0 (it never arrived) to 1. */
export type Fate = {
  readonly thereMs: number
  readonly backMs: number
  readonly portion: number
  readonly answered: boolean
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
  #cut = false

  constructor(clock: Clock, fate: () => Fate) {
    this.#clock = clock
    this.#fate = fate
  }

  /** The process is gone: nothing it has sent arrives from now on, and no answer ever reaches it. */
  cut(): void {
    this.#cut = true
  }

  async call<Answer>(act: (portion: number) => Answer): Promise<Answer> {
    const { thereMs, backMs, portion, answered } = this.#fate()
    await this.#travel(thereMs)
    const answer = portion > 0 ? { value: act(portion) } : undefined
    await this.#travel(backMs)
    if (!answer || portion < 1 || !answered) throw new Unreachable('simulated')
    return answer.value
  }

  async #travel(milliseconds: number): Promise<void> {
    await pause(this.#clock, milliseconds)
    if (this.#cut) await new Promise(() => undefined)
  }
}
