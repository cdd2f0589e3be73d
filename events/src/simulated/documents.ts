/** A collection of aggregates in memory, as a server keeps it: each call is done at once, what is stored and read is a copy. */

import type { AggregateDocument } from '../aggregates/document.ts'
import type { GuardedWrite, Documents, OutboxAck, Overdue, Postponement } from '../aggregates/ports.ts'
import { type Network, calm } from './network.ts'

/** What outlives the services. */
export type Collection = Map<string, AggregateDocument>

export class SimulatedDocuments implements Documents {
  readonly #collection: Collection
  readonly #network: Network
  readonly #copy: <Value>(value: Value) => Value

  /** `copy`: a test that mutates no document can do without, and is several times as quick. */
  constructor(
    collection: Collection = new Map(),
    network: Network = calm,
    copy: <Value>(value: Value) => Value = structuredClone,
  ) {
    this.#collection = collection
    this.#network = network
    this.#copy = copy
  }

  load(ids: readonly string[]): Promise<AggregateDocument[]> {
    return this.#network.call(() =>
      ids.flatMap((id) => this.#collection.get(id) ?? []).map((document) => this.#copy(document)),
    )
  }

  save(changes: readonly GuardedWrite[]): Promise<'saved' | 'conflict'> {
    return this.#network.call((portion) => {
      const applied = changes.slice(0, Math.ceil(changes.length * portion)).map((change) => this.#apply(change))
      return applied.includes(false) ? 'conflict' : 'saved'
    })
  }

  acknowledge(acks: readonly OutboxAck[]): Promise<void> {
    return this.#network.call((portion) => {
      for (const acknowledge of acks.slice(0, Math.ceil(acks.length * portion))) this.#acknowledge(acknowledge)
    })
  }

  withOutboxSince(overdue: Overdue, limit: number): Promise<AggregateDocument[]> {
    return this.#network.call(() =>
      this.#copies(({ disputed, outboxSince }) => !disputed && isOverdue(outboxSince, overdue), limit),
    )
  }

  markForked(ids: readonly string[]): Promise<void> {
    return this.#update(ids, (document) => ({ ...document, disputed: true }))
  }

  unmarkForked(ids: readonly string[]): Promise<void> {
    return this.#update(ids, ({ disputed: _, ...document }) => document)
  }

  #update(ids: readonly string[], change: (document: AggregateDocument) => AggregateDocument): Promise<void> {
    return this.#network.call((portion) => {
      for (const id of ids.slice(0, Math.ceil(ids.length * portion))) {
        const document = this.#collection.get(id)
        if (document) this.#collection.set(id, change(document))
      }
    })
  }

  withDue(overdue: Overdue, limit: number): Promise<AggregateDocument[]> {
    return this.#network.call(() => this.#copies(({ due }) => isOverdue(due, overdue), limit))
  }

  postpone(id: string, version: number, { due, aheadSince }: Postponement): Promise<void> {
    return this.#network.call(() => {
      const document = this.#collection.get(id)
      if (document?.version !== version) return
      const { due: _, aheadSince: _before, ...rest } = document
      this.#collection.set(id, { ...rest, ...(due && { due }), ...(aheadSince && { aheadSince }) })
    })
  }

  #copies(wanted: (document: AggregateDocument) => boolean, limit: number): AggregateDocument[] {
    return [...this.#collection.values()]
      .filter(wanted)
      .slice(0, limit)
      .map((document) => this.#copy(document))
  }

  #apply({ id, from, etag, to, state, operations, forgotten, outbox, due, at }: GuardedWrite): boolean {
    const before = this.#collection.get(id)
    if ((before?.version ?? 0) !== from || (etag !== undefined && before?.etag !== etag)) return false
    const entries = outbox.set.map((envelope) => [String(envelope.aggregateVersion), envelope] as const)
    this.#collection.set(
      id,
      this.#copy({
        _id: id,
        version: to,
        state,
        operations: { ...without(before?.operations, operations.unset), ...operations.set },
        ...(forgotten === undefined ? {} : { forgotten }),
        outbox: { ...without(before?.outbox, outbox.unset.map(String)), ...Object.fromEntries(entries) },
        outboxSince: at,
        ...(before?.etag === undefined ? {} : { etag: before.etag }),
        ...(before?.disputed === undefined ? {} : { disputed: true }),
        ...(before?.aheadSince === undefined ? {} : { aheadSince: before.aheadSince }),
        ...(due === undefined ? {} : { due }),
      }),
    )
    return true
  }

  #acknowledge({ id, versions, emptied, etag }: OutboxAck): void {
    const before = this.#collection.get(id)
    if (!before || (emptied !== undefined && before.version !== emptied)) return
    const { outboxSince, ...rest } = { ...before, outbox: without(before.outbox, versions.map(String)) }
    const since = emptied === undefined && outboxSince ? { outboxSince } : {}
    const known = emptied === undefined || etag === undefined ? {} : { etag }
    this.#collection.set(id, { ...rest, ...since, ...known })
  }
}

function without<Value>(entries: Readonly<Record<string, Value>> = {}, keys: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).filter(([key]) => !keys.includes(key)))
}

function isOverdue(time: Date | undefined, { before, after }: Overdue): boolean {
  return time !== undefined && (time < before || time > after)
}
