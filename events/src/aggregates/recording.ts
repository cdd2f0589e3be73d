/** Applies decided events to an aggregate: state, operation records, outbox. Pure. */

import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { AnyCommand, AnyEvent, AnyState, Decider } from '../decider.ts'
import type { Asked } from './outcome.ts'
import type { Held } from './document.ts'

export type Seal = {
  readonly id: () => string // of a new event
  readonly at: string // RFC 3339, UTC, milliseconds
}

export function record<State extends AnyState, Event extends AnyEvent>(
  decider: Pick<Decider<State, AnyCommand, Event>, 'aggregate' | 'evolve'>,
  aggregate: Held<State>,
  operation: string,
  events: readonly Event[],
  asked: Asked,
  seal: Seal,
): Held<State> {
  let { version, state } = aggregate
  const outbox = new Map(aggregate.outbox)
  const recordedAt = new Map(aggregate.recordedAt)
  for (const event of events) {
    version += 1
    const before = state.operations
    state = decider.evolve(state, event, seal.at)
    for (const changed of changedKeys(before, state.operations)) recordedAt.set(changed, version)
    outbox.set(version, envelopeOf(decider.aggregate, aggregate.id, version, operation, event, asked, seal))
  }
  if (events.length > 0 && operation in state.operations) recordedAt.set(operation, version)
  return { ...aggregate, version, state, recordedAt, outbox }
}

function changedKeys(before: AnyState['operations'], after: AnyState['operations']): string[] {
  if (before === after) return []
  return Object.keys(after).filter((key) => before[key] !== after[key])
}

function envelopeOf(
  aggregate: string,
  aggregateId: string,
  aggregateVersion: number,
  operation: string,
  event: AnyEvent,
  asked: Asked,
  seal: Seal,
): Envelope {
  const { type, ...data } = event
  const orderId = 'orderId' in data && typeof data.orderId === 'string' ? data.orderId : undefined
  return {
    id: seal.id(),
    type,
    schemaVersion: 1,
    aggregate,
    aggregateId,
    aggregateVersion,
    operation,
    ...(orderId === undefined ? {} : { orderId }),
    ...(asked.causationId === undefined ? {} : { causationId: asked.causationId }),
    occurredAt: seal.at,
    ...(asked.traceparent === undefined ? {} : { traceparent: asked.traceparent }),
    data,
  }
}
