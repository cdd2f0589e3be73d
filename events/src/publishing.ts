/** Whether what a process publishes gets to the stream: what it stores waits in the outboxes until it does. */

import { Gauge, type Registry } from 'prom-client'
import type { Publisher } from './aggregates/ports.ts'
import type { Contract } from './contract/contract.ts'

/** What waits in an outbox is tried again every few seconds until it goes through; a repeat that fails is dropped, and logs nothing later. */
const triedAgainWithinMs = 30_000

export class Publishing {
  readonly #now: () => number
  #failing: { readonly since: number; readonly last: number } | undefined

  /** `now`: milliseconds of a monotonic clock. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** For how long nothing that was tried has been published; milliseconds, 0 where it works, or nothing is tried any more. */
  get failingForMs(): number {
    const now = this.#now()
    return this.#failing && now - this.#failing.last < triedAgainWithinMs ? now - this.#failing.since : 0
  }

  /** A check of health: rejects where nothing was published for so long. */
  readonly check = (maxFailingMs: number) => async (): Promise<void> => {
    if (this.failingForMs >= maxFailingMs) throw new Error(`nothing was published for ${this.failingForMs} ms`)
  }

  watched(publisher: Publisher): Publisher {
    return {
      publish: async (envelope, messageId) => {
        try {
          await publisher.publish(envelope, messageId)
          this.#failing = undefined
        } catch (error) {
          const last = this.#now()
          this.#failing = { since: last - this.failingForMs, last }
          throw error
        }
      },
    }
  }
}

/** Registers the gauge of how long publishing has failed, in seconds. */
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
