/** One valid envelope of every event type of a contract: for tests and for reading. */
import type { Contract } from '../contract/contract.ts'

const operation = '01890a5d-ac98-7bbb-8ccc-000000000002'

/** A valid envelope of this type, as plain JSON; `changes` replace fields of its data, whatever that makes of it. */
export function sampleOf(
  contract: Contract,
  type: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { aggregate, schemaVersion } = contract.event(type)
  const said: Readonly<Record<string, unknown>> = { ...aggregate.examples?.[type] }
  return {
    id: '01890a5d-ac99-7bbb-8ccc-000000000003',
    type,
    schemaVersion,
    aggregate: aggregate.name,
    aggregateId: said[aggregate.id],
    aggregateVersion: 1,
    operation: contract.correlationOf(said) ?? operation,
    ...contract.correlated(said),
    causationId: '01890a5d-ac9a-7bbb-8ccc-000000000004',
    occurredAt: '2026-11-22T12:00:00.000Z',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data: { ...said, ...changes },
  }
}
