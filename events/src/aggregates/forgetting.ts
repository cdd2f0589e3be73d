/**
 * A document keeps the newest operation records. Older ones leave once their events are logged; the highest id that left is kept,
 * so that an operation at or below it without a record is known to need the log. Only time-ordered ids (UUIDv7) can leave:
 * of other keys an aggregate has few.
 */

import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { AnyEvent, AnyState } from '../decider.ts'
import type { LoadedAggregate } from './document.ts'

export const operationsKept = 16

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The aggregate with its newest `keep` operation records, and all whose events are not acknowledged. */
export function forget<State extends AnyState>(
  aggregate: LoadedAggregate<State>,
  keep = operationsKept,
): LoadedAggregate<State> {
  const surplus = aggregate.records.size - keep
  if (surplus <= 0) return aggregate
  const firstUnlogged = Math.min(Infinity, ...aggregate.outbox.keys())
  const acknowledged = [...aggregate.records]
    .filter(([operation, { at }]) => at < firstUnlogged && uuidV7.test(operation))
    .sort(([, a], [, b]) => a.at - b.at)
    .slice(0, surplus)
    .map(([operation]) => operation)
  if (acknowledged.length === 0) return aggregate
  const records = new Map(aggregate.records)
  let forgotten = aggregate.forgotten
  for (const operation of acknowledged) {
    records.delete(operation)
    if (forgotten === undefined || operation > forgotten) forgotten = operation
  }
  return { ...aggregate, records, forgotten }
}

/** Whether this operation may have had a record that was dropped: it must then be looked for in the log. */
export function mayBeForgotten<State extends AnyState>(aggregate: LoadedAggregate<State>, operation: string): boolean {
  if (aggregate.forgotten === undefined || aggregate.records.has(operation)) return false
  return operation <= aggregate.forgotten && uuidV7.test(operation)
}

/**
 * The aggregate with the records of operations, folded from their logged events (oldest first). Each operation's events are folded on
 * their own from an untouched aggregate: its record is then right, though the state around it is not.
 */
export function recalled<State extends AnyState>(
  decider: { initial(id: string): State; evolve(state: State, event: AnyEvent, at: string): State },
  aggregate: LoadedAggregate<State>,
  logged: readonly Envelope[],
): LoadedAggregate<State> {
  if (logged.length === 0) return aggregate
  const records = new Map(aggregate.records)
  for (const [operation, events] of Map.groupBy(logged, (event) => event.operation)) {
    const folded = events.reduce<State>(
      (state, { type, data, occurredAt }) => decider.evolve(state, { type, ...data }, occurredAt),
      decider.initial(aggregate.id),
    )
    records.set(operation, { did: folded.operations[operation], at: events.at(-1)?.aggregateVersion ?? 0 })
  }
  return { ...aggregate, records }
}
