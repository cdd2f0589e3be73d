/**
 * Events that are published once more as they were, because a command came again or a service waits for them. Bounded: the same
 * event is queued once at a time, and what does not fit is dropped, since the service that needs it will request it again.
 */

import type { Clock, EventLog, LogPosition, Publisher } from '../aggregates/ports.ts'
import { BatchLoop } from '../batching/batch-loop.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'

export type RepeatsOptions = {
  readonly log: Pick<EventLog, 'at' | 'newestOfType'>
  readonly publisher: Publisher
  readonly clock: Clock
  readonly newId: () => string
  readonly repeated: (envelope: Envelope) => void
  readonly failed: (error: unknown) => void
  readonly maxWaiting?: number // events; default 1,000
  readonly maxBatchSize?: number // events; default 100
}

type Newest = { readonly id: string; readonly type: string }

export class Repeats {
  readonly #options: Required<RepeatsOptions>
  readonly #waiting = new Map<string, LogPosition | Newest>()
  readonly #loop: BatchLoop

  constructor(options: RepeatsOptions) {
    this.#options = { maxWaiting: 1_000, maxBatchSize: 100, ...options }
    const dueInMs = () => (this.#waiting.size === 0 ? undefined : 0)
    this.#loop = new BatchLoop(options.clock, { dueInMs, write: () => this.#next() })
  }

  get size(): number {
    return this.#waiting.size
  }

  add(event: LogPosition | Newest): void {
    if (this.#waiting.size >= this.#options.maxWaiting) return
    this.#waiting.set(`${event.id}:${'type' in event ? event.type : event.version}`, event)
    this.#loop.wake()
  }

  stop(): void {
    this.#waiting.clear()
  }

  async #next(): Promise<void> {
    const batch = [...this.#waiting].slice(0, this.#options.maxBatchSize)
    for (const [key] of batch) this.#waiting.delete(key)
    try {
      await this.#repeat(batch.map(([, event]) => event))
    } catch (error) {
      this.#options.failed(error)
    }
  }

  async #repeat(events: readonly (LogPosition | Newest)[]): Promise<void> {
    const { log, publisher, newId, repeated } = this.#options
    const positions = events.filter((event) => 'version' in event)
    const found = await Promise.all([
      positions.length > 0 ? log.at(positions) : [],
      ...events
        .filter((event) => 'type' in event)
        .map(async ({ id, type }) => (await log.newestOfType(id, type)) ?? []),
    ])
    await Promise.all(
      found.flat().map(async (envelope) => {
        await publisher.publish(envelope, `${envelope.id}:${newId()}`)
        repeated(envelope)
      }),
    )
  }
}
