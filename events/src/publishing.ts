/** Whether what a process publishes gets to the stream: what it stores waits in the outboxes until it does. */

import { Gauge, type Registry } from 'prom-client'
import type { Publisher } from './aggregates/ports.ts'
import type { Contract } from './contract/contract.ts'

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

  /** A check of health: rejects where nothing was published for so long. */
  readonly check = (mostFailingMs: number) => async (): Promise<void> => {
    if (this.failingForMs >= mostFailingMs) throw new Error(`nothing was published for ${this.failingForMs} ms`)
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

export function showPublishing(contract: Pick<Contract, 'metric'>, registry: Registry, publishing: Publishing): void {
  new Gauge({
    name: contract.metric('publishing_failing_seconds'),
    help: 'For how long nothing that this process tried to publish has got to the stream; 0 where it works',
    registers: [registry],
    collect() {
      this.set(publishing.failingForMs / 1_000)
    },
  })
}
