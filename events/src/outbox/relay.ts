/**
 * Brings events from outboxes to the log and then to the stream: logged first, so that whatever was published can be read.
 * In micro-batches: while one append is under way, what arrives is collected. Tries for ever; what does not fit in its
 * bounds stays in the outboxes, where the sweeper finds it.
 */

import { backoff } from '../backoff.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import { type Clock, type EventLog, type Publisher, pause } from '../aggregates/ports.ts'
import { failpoint } from '../failpoints.ts'

export type RelayOptions = {
  readonly log: Pick<EventLog, 'append'>
  readonly publisher: Publisher
  readonly clock: Clock
  /** Called when events are both logged and published. */
  readonly relayed: (envelopes: readonly Envelope[]) => void
  readonly failed: (error: unknown, step: 'log' | 'publish', attempt: number) => void
  /** Called with events that the log refused: they stay in their outboxes. */
  readonly refused: (envelopes: readonly Envelope[]) => void
  readonly mostWaiting?: number // events; default 10,000
  readonly mostInBatch?: number // events; default 500
  readonly random?: (() => number) | undefined // in [0, 1); default Math.random
}

export class Relay {
  readonly #options: RelayOptions & { readonly mostWaiting: number; readonly mostInBatch: number }
  readonly #underWay = new Set<string>()
  #unlogged: Envelope[] = []
  #unpublished: Envelope[] = [] // those whose publication has failed
  #appending = false
  #retrying = false
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
    if (this.#stopped) return
    for (const envelope of envelopes) {
      if (this.#underWay.size >= this.#options.mostWaiting) break
      if (this.#underWay.has(envelope.id)) continue
      this.#underWay.add(envelope.id)
      this.#unlogged.push(envelope)
    }
    if (!this.#appending && this.#unlogged.length > 0) void this.#append()
  }

  /** Resolves when fewer than so many events are waiting or under way: writers must not outrun the log. */
  async below(size: number): Promise<void> {
    while (this.#underWay.size >= size && !this.#stopped)
      await new Promise<void>((resolve) => this.#watchers.push(resolve))
  }

  /** Tries no more; what is left stays in the outboxes. */
  stop(): void {
    this.#stopped = true
    this.#unlogged = []
    this.#unpublished = []
    this.#ended([...this.#underWay])
  }

  async #append(): Promise<void> {
    this.#appending = true
    await Promise.resolve()
    while (this.#unlogged.length > 0) {
      const batch = this.#unlogged.splice(0, this.#options.mostInBatch).sort(byAggregateAndVersion)
      const refused = await this.#log(batch)
      if (this.#stopped) break
      failpoint('after-log', () => batch.map(({ type }) => type))
      if (refused.length > 0) this.#refuse(refused)
      void this.#publish(batch.filter((envelope) => !refused.includes(envelope)))
    }
    this.#appending = false
  }

  async #log(batch: readonly Envelope[]): Promise<readonly Envelope[]> {
    for (let attempt = 1; !this.#stopped; attempt += 1) {
      try {
        return await this.#options.log.append(batch)
      } catch (error) {
        this.#options.failed(error, 'log', attempt)
        await pause(this.#options.clock, backoff(attempt, {}, this.#options.random))
      }
    }
    return []
  }

  #refuse(refused: readonly Envelope[]): void {
    this.#options.refused(refused)
    this.#ended(refused.map(({ id }) => id))
  }

  /** All at once. Those that fail are tried again together with others that have failed. */
  async #publish(batch: readonly Envelope[], attempt = 1): Promise<boolean> {
    const { publisher } = this.#options
    const answers = await Promise.allSettled(batch.map((envelope) => publisher.publish(envelope, envelope.id)))
    if (this.#stopped) return true
    const published = batch.filter((_, index) => answers[index]?.status === 'fulfilled')
    if (published.length > 0) {
      failpoint('after-publish', () => published.map(({ type }) => type))
      this.#options.relayed(published)
      this.#ended(published.map(({ id }) => id))
    }
    const failure = answers.find((answer) => answer.status === 'rejected')
    if (!failure) return true
    this.#options.failed(failure.reason, 'publish', attempt)
    this.#unpublished.push(...batch.filter((_, index) => answers[index]?.status === 'rejected'))
    if (!this.#retrying) void this.#retry()
    return false
  }

  async #retry(): Promise<void> {
    this.#retrying = true
    for (let attempt = 1; this.#unpublished.length > 0;) {
      await pause(this.#options.clock, backoff(attempt, {}, this.#options.random))
      const succeeded = await this.#publish(this.#unpublished.splice(0, this.#options.mostInBatch), attempt + 1)
      attempt = succeeded ? 1 : attempt + 1
    }
    this.#retrying = false
  }

  #ended(ids: readonly string[]): void {
    for (const id of ids) this.#underWay.delete(id)
    for (const resolve of this.#watchers.splice(0)) resolve()
  }
}

function byAggregateAndVersion(a: Envelope, b: Envelope): number {
  if (a.aggregateId !== b.aggregateId) return a.aggregateId < b.aggregateId ? -1 : 1
  return a.aggregateVersion - b.aggregateVersion
}
