/**
 * Brings events from outboxes to the log and then to the stream: logged first, so that whatever was published can be read.
 * In micro-batches: while one append is under way, what arrives is collected. Tries for ever; what does not fit in its
 * bounds stays in the outboxes, where the sweeper finds it.
 */

import { backoff } from '../backoff.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { Clock, EventLog, Publisher } from '../aggregates/ports.ts'
import { failpoint } from '../failpoints.ts'

export type RelayOptions = {
  readonly log: EventLog
  readonly publisher: Publisher
  readonly clock: Clock
  /** Called when events are both logged and published. */
  readonly relayed: (envelopes: readonly Envelope[]) => void
  readonly failed: (error: unknown, step: 'log' | 'publish', attempt: number) => void
  /** Called with events that the log refused: they stay in their outboxes. */
  readonly alarmed: (envelopes: readonly Envelope[]) => void
  readonly mostWaiting?: number // events; default 10,000
  readonly mostInBatch?: number // events; default 500
}

export class Relay {
  readonly #options: Required<RelayOptions>
  #waiting: Envelope[] = []
  readonly #underWay = new Set<string>()
  #appending = false
  #stopped = false
  #watchers: (() => void)[] = []

  constructor(options: RelayOptions) {
    this.#options = { mostWaiting: 10_000, mostInBatch: 500, ...options }
  }

  /** Events waiting or under way. */
  get size(): number {
    return this.#underWay.size
  }

  /** Oldest first per aggregate. Those under way already are passed over. */
  send(envelopes: readonly Envelope[]): void {
    for (const envelope of envelopes) {
      if (this.#underWay.has(envelope.id) || this.#underWay.size >= this.#options.mostWaiting) continue
      this.#underWay.add(envelope.id)
      this.#waiting.push(envelope)
    }
    if (!this.#appending) void this.#append()
  }

  /** Resolves when fewer than so many events are waiting or under way: writers must not outrun the log. */
  async below(size: number): Promise<void> {
    while (this.#underWay.size >= size && !this.#stopped) await new Promise<void>((resolve) => this.#watchers.push(resolve))
  }

  /** Tries no more; what is left stays in the outboxes. */
  stop(): void {
    this.#stopped = true
    this.#waiting = []
    this.#underWay.clear()
    this.#release()
  }

  async #append(): Promise<void> {
    this.#appending = true
    await null
    while (this.#waiting.length > 0 && !this.#stopped) {
      const batch = this.#waiting.splice(0, this.#options.mostInBatch).sort(byAggregateAndVersion)
      const taken = await this.#persistently('log', () => this.#options.log.append(batch))
      if (taken === undefined) break
      failpoint('after-log', () => batch.map(({ type }) => type))
      if (taken.length > 0) this.#options.alarmed(taken)
      void this.#publish(batch.filter((envelope) => !taken.includes(envelope)))
    }
    this.#appending = false
  }

  async #publish(batch: readonly Envelope[]): Promise<void> {
    await Promise.all(
      batch.map((envelope) =>
        this.#persistently('publish', () => this.#options.publisher.publish(envelope, envelope.id)),
      ),
    )
    if (this.#stopped) return
    failpoint('after-publish', () => batch.map(({ type }) => type))
    for (const { id } of batch) this.#underWay.delete(id)
    this.#options.relayed(batch)
    this.#release()
  }

  /** Undefined where the relay was stopped before it succeeded. */
  async #persistently<Answer>(step: 'log' | 'publish', run: () => Promise<Answer>): Promise<Answer | undefined> {
    for (let attempt = 1; !this.#stopped; attempt += 1) {
      try {
        return await run()
      } catch (error) {
        this.#options.failed(error, step, attempt)
        await new Promise<void>((resolve) => this.#options.clock.after(backoff(attempt), resolve))
      }
    }
    return undefined
  }

  #release(): void {
    for (const resolve of this.#watchers.splice(0)) resolve()
  }
}

function byAggregateAndVersion(a: Envelope, b: Envelope): number {
  if (a.aggregateId !== b.aggregateId) return a.aggregateId < b.aggregateId ? -1 : 1
  return a.aggregateVersion - b.aggregateVersion
}
