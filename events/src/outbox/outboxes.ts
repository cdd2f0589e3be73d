/**
 * The outboxes of one service's aggregates, from the write that fills them to the acknowledgement that empties them: relayed to the log and
 * the stream, then marked, with the next write of their document or alone after a while. A sweep finds what a crash left.
 */

import type { Repeat } from '../aggregates/deciding.ts'
import { type LoadedAggregate, loadedAggregate, withoutOutbox } from '../aggregates/document.ts'
import type { AggregateObserver } from '../aggregates/options.ts'
import type { Clock, Documents, EventLog, OutboxAck, Overdue, Publisher } from '../aggregates/ports.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { RecentAggregates } from '../aggregates/recent.ts'
import type { AnyState } from '../decider.ts'
import { failpoint } from '../failpoints.ts'
import { OutboxAcks } from './outbox-acks.ts'
import { Relay } from './relay.ts'
import { Repeats } from './repeats.ts'

export type OutboxesOptions<State extends AnyState> = {
  readonly documents: Pick<Documents, 'acknowledge' | 'withOutboxSince' | 'markForked' | 'unmarkForked'>
  readonly log: EventLog
  readonly publisher: Publisher
  readonly clock: Clock
  readonly newId: () => string
  readonly observer: AggregateObserver
  /** Aggregates as they were stored last. */
  readonly recent: RecentAggregates<State>
  /** Called when acknowledgements wait, with the milliseconds until they are written alone: see `acknowledge`. */
  readonly acksWait: (inMs: number) => void
  readonly maxAcksAtOnce: number
  readonly random?: (() => number) | undefined
}

/** How long acknowledgements wait for a write to ride with; then they are written alone. */
const ackAfterMs = 1_000

export class Outboxes<State extends AnyState> {
  readonly #options: OutboxesOptions<State>
  readonly #acks = new OutboxAcks()
  readonly #relay: Relay
  readonly #repeats: Repeats
  /** Refused by their log, and perhaps not marked in their documents yet. */
  readonly #forked = new Set<string>()
  #markedAt = -Infinity
  #isFull = false

  constructor(options: OutboxesOptions<State>) {
    const { log, publisher, clock, newId, observer, random } = options
    this.#options = options
    this.#relay = new Relay({
      log,
      publisher,
      clock,
      relayed: (envelopes) => this.#relayed(envelopes),
      failed: (error, step, attempt) => observer.relayFailed(error, step, attempt),
      refused: (envelopes) => this.#refused(envelopes),
      random,
    })
    this.#repeats = new Repeats({
      log,
      publisher,
      clock,
      newId,
      repeated: (envelope) => observer.repeated(envelope),
      failed: (error) => observer.relayFailed(error, 'repeat', 1),
    })
  }

  get load(): { readonly relaying: number; readonly acks: number; readonly repeats: number } {
    return { relaying: this.#relay.size, acks: this.#acks.size, repeats: this.#repeats.size }
  }

  /** Milliseconds until acknowledgements are written alone; undefined: none wait. */
  get acksDueInMs(): number | undefined {
    const { since } = this.#acks
    if (since === undefined) return undefined
    if (this.#isFull) return 0
    return Math.max(0, Math.max(since, this.#markedAt) + ackAfterMs - this.#options.clock.elapsed())
  }

  /** Its log has refused its events, and its document is about to be marked: nothing more may be written to it. */
  isForked(id: string): boolean {
    return this.#forked.has(id)
  }

  /** Resolves when fewer than so many events are not yet logged and published. */
  below(size: number): Promise<void> {
    return this.#relay.below(size)
  }

  /** Relays all entries of the outbox, of any replica, older ones first. */
  relay(aggregate: LoadedAggregate<State>): void {
    this.#relay.send([...aggregate.outbox.values()].filter((envelope) => !this.#isRelayed(envelope)))
  }

  repeat(aggregate: LoadedAggregate<State>, repeats: readonly Repeat[]): void {
    for (const repeat of repeats) {
      const first = 'version' in repeat ? aggregate.outbox.get(repeat.version) : undefined
      if (first && !this.#isRelayed(first)) continue // its first publication is still to come
      this.#repeats.add({ id: aggregate.id, ...repeat })
    }
  }

  /** What has been relayed, and so can leave the outbox with the next write. */
  acknowledged(id: string): readonly number[] {
    return this.#acks.of(id)
  }

  /** They have left, with a write. */
  left(id: string, versions: readonly number[]): void {
    this.#acks.done(id, versions)
  }

  /** Writes acknowledgements that no write has carried. Called only between writes. */
  async acknowledge(before = this.#options.clock.elapsed() - ackAfterMs): Promise<boolean> {
    const { documents, recent, observer, maxAcksAtOnce, newId, clock } = this.#options
    const [etag, began] = [newId(), clock.elapsed()]
    const acks = this.#acks.dueForFlush(before, maxAcksAtOnce).map((id) => this.#ackOf(id, etag))
    this.#isFull = acks.length === maxAcksAtOnce
    try {
      if (acks.length > 0) {
        failpoint('before-mark', () => [])
        await documents.acknowledge(acks)
        failpoint('after-mark', () => [])
      }
      for (const { id, versions, emptied } of acks) {
        const aggregate = recent.get(id) // undefined where it was stored so long ago that this may have been another history
        if (aggregate)
          recent.set(withoutOutbox(aggregate, versions), began, aggregate.version === emptied ? etag : undefined)
        this.#acks.done(id, versions)
      }
    } catch (error) {
      this.#isFull = false
      observer.relayFailed(error, 'mark', 1)
      return false
    } finally {
      this.#markedAt = this.#options.clock.elapsed()
    }
    return true
  }

  /** Relays what has stood in outboxes since such a time. Answers how many there were, of at most so many. */
  async sweep(overdue: Overdue, max: number): Promise<number> {
    const { documents, recent, clock } = this.#options
    const began = clock.elapsed()
    const found = (await documents.withOutboxSince(overdue, max)).map((document) => loadedAggregate<State>(document))
    for (const aggregate of found) {
      // Where another replica wrote last, an acknowledgement made of what is in memory here would name the wrong version, and acknowledge nothing.
      if ((recent.get(aggregate.id)?.version ?? aggregate.version) < aggregate.version) recent.set(aggregate, began)
      this.relay(aggregate)
    }
    const empty = found.filter(({ outbox }) => outbox.size === 0)
    if (empty.length > 0)
      await documents.acknowledge(empty.map(({ id, version }) => ({ id, versions: [], emptied: version })))
    return found.length
  }

  /** Relays and acknowledges what there is. A sweep finds what could not be acknowledged. */
  async finish(): Promise<void> {
    await this.#relay.below(1)
    while (this.#acks.size > 0 && (await this.acknowledge(Infinity)));
  }

  /** Leaves the rest to the outboxes. */
  stop(): void {
    this.#relay.stop()
    this.#repeats.stop()
  }

  #isRelayed({ aggregateId, aggregateVersion }: Envelope): boolean {
    return this.#acks.has(aggregateId, aggregateVersion)
  }

  #relayed(envelopes: readonly Envelope[]): void {
    this.#acks.add(envelopes, this.#options.clock.elapsed())
    this.#options.observer.relayed(envelopes)
    this.#options.acksWait(ackAfterMs)
  }

  #refused(envelopes: readonly Envelope[]): void {
    const ids = [...new Set(envelopes.map(({ aggregateId }) => aggregateId))]
    for (const id of ids) this.#forked.add(id)
    this.#options.observer.alarmed(envelopes)
    void this.#markForked(ids, envelopes)
  }

  /**
   * Where that cannot be written, the next sweep finds them again, and their log refuses them again. The append is tried once more after
   * that: where an operator has repaired it meanwhile, no sweep would take the document up again.
   */
  async #markForked(ids: readonly string[], envelopes: readonly Envelope[]): Promise<void> {
    const { documents, recent, observer, log } = this.#options
    try {
      await documents.markForked(ids)
      const refused = new Set((await log.append(envelopes)).map(({ aggregateId }) => aggregateId))
      const taken = ids.filter((id) => !refused.has(id))
      if (taken.length > 0) await documents.unmarkForked(taken)
      for (const id of ids) {
        recent.delete(id) // the next load has it from the document
        this.#forked.delete(id)
      }
    } catch (error) {
      observer.relayFailed(error, 'mark', 1)
    }
  }

  #ackOf(id: string, etag: string): OutboxAck {
    const versions = this.#acks.of(id)
    const aggregate = this.#options.recent.get(id)
    const isEmptied = aggregate !== undefined && withoutOutbox(aggregate, versions).outbox.size === 0
    return isEmptied ? { id, versions, emptied: aggregate.version, etag } : { id, versions, emptied: undefined }
  }
}
