/**
 * Brings events into a read model in batches. The events of one saga come within a moment, and a document is then written once instead of
 * once for each: no step of a saga waits for a read model.
 */
import { isOutage } from '../outage.ts'
import { type Clock, systemClock } from '../aggregates/ports.ts'
import type { BatchWindow } from '../batching/batch-window.ts'
import { Batcher } from '../batching/batcher.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { Apply } from './read-model.ts'

type WaitingEvent = {
  readonly event: Envelope
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

type ProjectorOptions = { readonly clock?: Clock; readonly window?: BatchWindow }

const maxItems = 2_500
/** How long a document may be behind the events that arrived: for one to two of these. */
export const behind: BatchWindow = { minMs: 200, maxMs: 1_500, factor: 10, quickMs: 50, minItems: 1 }

/**
 * @example
 * const projector = new Projector(await openReadModel(mongo, readModel))
 * await projector.project(event) // stored, together with what came in the same moment
 */
export class Projector {
  readonly #apply: Apply
  readonly #batcher: Batcher<WaitingEvent>

  /** `apply` is never called while a call is under way. */
  constructor(apply: Apply, { clock = systemClock, window = behind }: ProjectorOptions = {}) {
    this.#apply = apply
    const keyOf = ({ event }: WaitingEvent): string => event.aggregateId // aggregates of one saga may share an id, and so what is shown of them
    this.#batcher = new Batcher({ clock, window, maxItems, keyOf, write: (batch) => this.#write(batch) })
  }

  /** Resolves when what the event says is stored. Rejects where that failed: it may be stored all the same, and may be tried again. */
  project(event: Envelope): Promise<void> {
    return new Promise((resolve, reject) => this.#batcher.add({ event, resolve, reject }))
  }

  async #write(batch: readonly WaitingEvent[]): Promise<void> {
    try {
      await this.#apply(batch.map(({ event }) => event))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      if (isOutage(error) || batch.length === 1) for (const { reject } of batch) reject(error)
      else for (const half of halvesOf(batch)) await this.#write(half) // one that cannot be stored must not hold up the others
    }
  }
}

function halvesOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle)]
}
