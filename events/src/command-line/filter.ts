/** Which events a reader asked for. */

import type { Contract } from '../contract/contract.ts'
import type { EventFilter } from './request.ts'
import type { Read } from './reading.ts'

/** What cannot be read passes only where nothing but an order was asked for. */
export function matches(
  contract: Contract,
  { parsed, orderId }: Read,
  { order, user, type, service, saga }: EventFilter,
): boolean {
  if (order !== undefined && orderId !== order) return false
  if (parsed.kind !== 'ok') return user === undefined && type === undefined && service === undefined && !saga
  const { envelope } = parsed
  if (type !== undefined && envelope.type !== type) return false
  if (user !== undefined && envelope.data['userId'] !== user) return false
  if (service !== undefined && contract.event(envelope.type).aggregate.service !== service) return false
  return !saga || (orderId !== undefined && isSagaStep(contract, envelope.type))
}

/** A step leads to another, or takes one back: what only a read model receives is none. */
function isSagaStep(contract: Contract, type: string): boolean {
  return contract.receiversOf(type).some((service) => contract.senders.includes(service))
}
