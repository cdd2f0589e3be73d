/**
 * A document keeps the newest operation records. Older ones leave once their events are logged; the highest id that left is kept,
 * so that an operation at or below it without a record is known to need the log. Only time-ordered ids (UUIDv7) can leave:
 * of other keys an aggregate has few.
 */

import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { AnyCommand, AnyEvent, AnyState, Decider } from '../decider.ts'
import type { Held } from './document.ts'

export const operationsKept = 200

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

export function forget<State extends AnyState>(aggregate: Held<State>, keep = operationsKept): Held<State> {
  const surplus = aggregate.recordedAt.size - keep
  if (surplus <= 0) return aggregate
  const firstUnlogged = Math.min(Infinity, ...aggregate.outbox.keys())
  const leaving = [...aggregate.recordedAt]
    .filter(([operation, at]) => at < firstUnlogged && uuidV7.test(operation))
    .sort(([, a], [, b]) => a - b)
    .slice(0, surplus)
    .map(([operation]) => operation)
  if (leaving.length === 0) return aggregate
  const operations = { ...aggregate.state.operations }
  const recordedAt = new Map(aggregate.recordedAt)
  let forgotten = aggregate.forgotten
  for (const operation of leaving) {
    delete operations[operation]
    recordedAt.delete(operation)
    if (forgotten === undefined || operation > forgotten) forgotten = operation
  }
  return { ...aggregate, state: { ...aggregate.state, operations }, recordedAt, forgotten }
}

export function mayBeForgotten<State extends AnyState>(aggregate: Held<State>, operation: string): boolean {
  if (aggregate.forgotten === undefined || operation in aggregate.state.operations) return false
  return operation <= aggregate.forgotten && uuidV7.test(operation)
}

/** The record of an operation as its logged events tell it; undefined where it never happened. */
export function remembered<State extends AnyState>(
  decider: Pick<Decider<State, AnyCommand, AnyEvent>, 'initial' | 'evolve'>,
  id: string,
  operation: string,
  logged: readonly Envelope[],
): unknown {
  const state = logged.reduce<State>(
    (folded, { type, data, occurredAt }) => decider.evolve(folded, { type, ...data }, occurredAt),
    decider.initial(id),
  )
  return state.operations[operation]
}
