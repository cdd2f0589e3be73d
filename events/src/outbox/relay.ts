/**
 * Brings events from outboxes to the log and to the stream: published at once, and logged a moment later with others, where the log is
 * sure to take them; else logged first. They leave their outboxes when both has been done, so every published event is in an outbox or
 * in the log. While one append is under way, what arrives is collected. Tries for ever; what exceeds its bounds is left in the
 * outboxes, where the sweeper finds it.
 */

import { backoff } from '@shop/platform/backoff.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import { type Clock, type EventLog, type Publisher, pause } from '../aggregates/ports.ts'
import { type BatchWindow, collectsWhileWriting } from '../batching/batch-window.ts'
import { Batcher } from '../batching/batcher.ts'
import { failpoint } from '../failpoints.ts'

export type RelayOptions = {
  readonly log: Pick<EventLog, 'append' | 'certain'>
  readonly publisher: Publisher
  readonly clock: Clock
  /** Called when events are both logged and published. */
  readonly relayed: (envelopes: readonly Envelope[]) => void
  readonly failed: (error: unknown, step: 'log' | 'publish', attempt: number) => void
  /** Called with events that the log refused: they are left in their outboxes. */
  readonly refused: (envelopes: readonly Envelope[]) => void
  readonly maxWaiting?: number // events; default 10,000
  readonly maxBatchSize?: number // events; default 250
  readonly random?: (() => number) | undefined // in [0, 1); default Math.random
}

const defaults = { maxWaiting: 10_000, maxBatchSize: 250 }
const logging: BatchWindow = { ...collectsWhileWriting, minMs: 300 }

/** Why it failed, where it did. Never rejects. */
type Publication = Promise<{ readonly reason: unknown } | undefined>

/** Publishes and logs what documents hand to it, oldest first in each aggregate, and tries again for as long as it takes. */
export class Relay {
  readonly #options: RelayOptions & typeof defaults
  readonly #underWay = new Set<string>()
  readonly #unlogged: Batcher<Envelope>
  #unpublished: Envelope[] = [] // those whose publication has failed
  readonly #begun = new Map<string, Publication>() // of those that are not logged yet
  #retrying = false
  #stopped = false
  #watchers: (() => void)[] = []

  constructor(options: RelayOptions) {
    this.#options = { ...defaults, ...options }
    const { clock, maxBatchSize: maxItems } = this.#options
    this.#unlogged = new Batcher({ clock, window: logging, maxItems, write: (batch) => this.#append(batch) })
  }

  /** Events waiting or under way. */
  get size(): number {
    return this.#underWay.size
  }

  /** Oldest first per aggregate. Those under way already are passed over. */
  send(envelopes: readonly Envelope[]): void {
    if (this.#stopped) return
    const { maxWaiting, log } = this.#options
    const fresh: Envelope[] = []
    for (const envelope of envelopes) {
      if (this.#underWay.size >= maxWaiting) break
      if (this.#underWay.has(envelope.id)) continue
      this.#underWay.add(envelope.id)
      fresh.push(envelope)
    }
    if (fresh.length === 0) return
    const certain = log.certain(fresh.sort(byAggregateAndVersion))
    for (const envelope of certain) this.#begun.set(envelope.id, this.#send(envelope))
    this.#unlogged.add(...fresh)
    if (certain.length < fresh.length) this.#unlogged.flush() // something waits for the log
  }

  /** Resolves when fewer than so many events are waiting or under way: writers must not outrun the log. */
  async below(size: number): Promise<void> {
    while (this.#underWay.size >= size && !this.#stopped) {
      this.#unlogged.flush()
      await new Promise<void>((resolve) => this.#watchers.push(resolve))
    }
  }

  /** Tries no more; the rest is left in the outboxes. */
  stop(): void {
    this.#stopped = true
    this.#unlogged.clear()
    this.#unpublished = []
    this.#ended([...this.#underWay])
  }

  async #append(batch: Envelope[]): Promise<void> {
    batch.sort(byAggregateAndVersion)
    const refused = await this.#log(batch)
    if (this.#stopped) return
    failpoint('after-log', () => batch.map(({ type }) => type))
    if (refused.length > 0) this.#refuse(refused)
    void this.#publish(batch.filter((envelope) => !refused.includes(envelope)))
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
    for (const { id } of refused) this.#begun.delete(id)
    this.#ended(refused.map(({ id }) => id))
  }

  #send(envelope: Envelope): Publication {
    return this.#options.publisher.publish(envelope, envelope.id).then(
      () => {
        failpoint('after-publish', () => [envelope.type])
        return undefined
      },
      (reason: unknown) => ({ reason }),
    )
  }

  /** All at once, but for those that have begun. Those that fail are tried again together with others that have failed. */
  async #publish(batch: readonly Envelope[], attempt = 1): Promise<boolean> {
    const failures = await Promise.all(batch.map((envelope) => this.#begun.get(envelope.id) ?? this.#send(envelope)))
    for (const { id } of batch) this.#begun.delete(id)
    if (this.#stopped) return true
    const published = batch.filter((_, index) => !failures[index])
    if (published.length > 0) {
      this.#options.relayed(published)
      this.#ended(published.map(({ id }) => id))
    }
    const failure = failures.find((one) => one !== undefined)
    if (!failure) return true
    this.#options.failed(failure.reason, 'publish', attempt)
    this.#unpublished.push(...batch.filter((_, index) => failures[index]))
    if (!this.#retrying) void this.#retry()
    return false
  }

  async #retry(): Promise<void> {
    this.#retrying = true
    for (let attempt = 1; this.#unpublished.length > 0;) {
      await pause(this.#options.clock, backoff(attempt, {}, this.#options.random))
      const succeeded = await this.#publish(this.#unpublished.splice(0, this.#options.maxBatchSize), attempt + 1)
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
