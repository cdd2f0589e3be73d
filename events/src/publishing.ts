/** Whether what a process publishes gets to the stream: what it stores waits in the outboxes until it does. */

import type { Publisher } from './aggregates/ports.ts'

export class Publishing {
  readonly #now: () => number
  #failingSince: number | undefined

  /** `now`: milliseconds of a clock that nobody sets. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** For how long nothing that was tried has been published; milliseconds, 0 where it works. */
  get failingForMs(): number {
    return this.#failingSince === undefined ? 0 : this.#now() - this.#failingSince
  }

  watched(publisher: Publisher): Publisher {
    return {
      publish: async (envelope, messageId) => {
        try {
          await publisher.publish(envelope, messageId)
          this.#failingSince = undefined
        } catch (error) {
          this.#failingSince ??= this.#now()
          throw error
        }
      },
    }
  }
}
