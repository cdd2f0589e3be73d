/** Which events a reader asked for. */

import type { Contract } from '../contract/contract.ts'
import type { EventFilter } from './request.ts'
import type { Read } from './reading.ts'

/** What cannot be read passes only where nothing but the work it belongs to was asked for. */
export function matches(
  contract: Contract,
  { parsed, correlation }: Read,
  { correlation: wanted, fields, type, service, saga }: EventFilter,
): boolean {
  if (wanted !== undefined && correlation !== wanted) return false
  if (parsed.kind !== 'ok') return fields.length === 0 && type === undefined && service === undefined && !saga
  const { envelope } = parsed
  if (type !== undefined && envelope.type !== type) return false
  if (fields.some(([field, value]) => envelope.data[field] !== value)) return false
  if (service !== undefined && contract.event(envelope.type).aggregate.service !== service) return false
  return !saga || (correlation !== undefined && isSagaStep(contract, envelope.type))
}

/** A step leads to another, or takes one back: what only a read model receives is none. */
function isSagaStep(contract: Contract, type: string): boolean {
  return contract.receiversOf(type).some((service) => contract.senders.includes(service))
}
