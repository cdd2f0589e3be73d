/** Which events a reader asked for. */

import { catalog, isEventType } from '../contract/catalog.ts'
import type { EventFilter } from './request.ts'
import type { Read } from './reading.ts'

/** What cannot be read passes only where nothing but an order was asked for. */
export function matches({ parsed, orderId }: Read, { order, user, type, service, saga }: EventFilter): boolean {
  if (order !== undefined && orderId !== order) return false
  if (parsed.kind !== 'ok') return user === undefined && type === undefined && service === undefined && !saga
  const { envelope } = parsed
  if (type !== undefined && envelope.type !== type) return false
  if (user !== undefined && userOf(envelope) !== user) return false
  if (!isEventType(envelope.type)) return service === undefined && !saga
  if (service !== undefined && catalog[envelope.type].service !== service) return false
  return !saga || (orderId !== undefined && isSagaStep(envelope.type))
}

function userOf({
  aggregate,
  aggregateId,
  data,
}: {
  readonly aggregate: string
  readonly aggregateId: string
  readonly data: object
}): unknown {
  return aggregate === 'account' ? aggregateId : 'userId' in data ? data.userId : undefined
}

const owners: ReadonlySet<string> = new Set(Object.values(catalog).map(({ service }) => service))

/** A step leads to another, or takes one back: what only a read model receives is none. */
function isSagaStep(type: keyof typeof catalog): boolean {
  return type !== 'OrderStatusChanged' && catalog[type].receivers.some((service) => owners.has(service))
}
