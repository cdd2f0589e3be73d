/** An aggregate folded from its log, from any version on. */

import { changeOf } from '@shop/events/aggregates/change.ts'
import {
  type AggregateDocument,
  loadedAggregate,
  type LoadedAggregate,
  absentAggregate,
  stateFor,
} from '@shop/events/aggregates/document.ts'
import { forget, mayBeForgotten, recalled } from '@shop/events/aggregates/forgetting.ts'
import { documentOf } from '@shop/events/aggregates/mongo-documents.ts'
import type { AggregateManifest, Contract } from '@shop/events/contract/contract.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import type { AnyState } from '@shop/events/decider.ts'

/** What folds them, and who reads them. */
export type Folds = Pick<AggregateManifest, 'decider' | 'due'> & { readonly contract: Contract }

/** Answers the events of these operations, oldest first. */
type OfOperations = (operations: readonly string[]) => Promise<readonly RawEnvelope[]>

/**
 * The document after these events, which follow on its version; undefined: there is none yet. Its outbox is empty: what is folded is
 * logged. Throws where an event cannot be read.
 */
export async function folded(
  { contract, decider, due }: Folds,
  id: string,
  before: AggregateDocument | undefined,
  events: readonly RawEnvelope[],
  ofOperations: OfOperations,
): Promise<AggregateDocument> {
  let aggregate: LoadedAggregate<AnyState> = before
    ? { ...loadedAggregate<AnyState>(before), outbox: new Map() }
    : absentAggregate(id, decider.initial(id))
  const recalledIds = [...new Set(events.map(({ operation }) => operation))].filter((one) =>
    mayBeForgotten(aggregate, one),
  )
  if (recalledIds.length > 0) {
    const logged = (await ofOperations(recalledIds)).filter(
      ({ aggregateVersion }) => aggregateVersion <= aggregate.version,
    )
    aggregate = recalled(
      decider,
      aggregate,
      logged.map((event) => readable(contract, event)),
    )
  }
  const records = new Map(aggregate.records)
  for (const raw of events) {
    const { type, data, occurredAt, operation, aggregateVersion: at } = readable(contract, raw)
    if (at !== aggregate.version + 1)
      throw new Error(`the log of ${id} goes from version ${aggregate.version} to ${at}`)
    const state = decider.evolve(
      stateFor({ state: aggregate.state, records }, operation),
      { type, ...data },
      occurredAt,
    )
    records.set(operation, { did: state.operations[operation], at })
    aggregate = { ...aggregate, version: at, state: { ...state, operations: {} } }
  }
  const after = forget({ ...aggregate, records })
  const { outboxSince: _, ...document } = documentOf(
    changeOf(absentAggregate(id, decider.initial(id)), after, [], due?.(after.state), new Date()),
  )
  return document
}

function readable(contract: Contract, event: RawEnvelope): RawEnvelope {
  const parsed = contract.parse(event)
  if (parsed.kind !== 'ok')
    throw new Error(`version ${event.aggregateVersion} of ${event.aggregateId} cannot be read: ${parsed.problem}`)
  return parsed.envelope
}
