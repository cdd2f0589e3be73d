/** One valid envelope of every event type: for tests and for reading. */
import type { EventType } from './catalog.ts'
import { catalog, idField } from './catalog.ts'

const orderId = '01890a5d-ac96-774b-bcce-b302099a8057'
const requestId = '01890a5d-ac97-7bbb-8ccc-000000000001'
const operation = '01890a5d-ac98-7bbb-8ccc-000000000002'
const ofOrder = { orderId, userId: 'ann', productId: 'tea', quantity: 10 }
const shelf = { stock: 990, price: 1000 }
const balance = { points: 989_999, spent: 10_000 }
const noted = {
  ...ofOrder,
  operation: 'StockReserved',
  status: 'PENDING',
  unitPrice: 1000,
  totalPrice: 10_000,
  rejection: null,
  cancellationRefused: null,
  payment: null,
  delivery: null,
  step: { service: 'inventory', event: 'StockReserved', at: '2026-11-22T12:00:00.000Z', detail: '10 x 1000 = 10000' },
}

const data: { readonly [Type in EventType]: Readonly<Record<string, unknown>> } = {
  OrderPlaced: { ...ofOrder, status: 'PENDING', address: '1 Harbour Road', expectedUnitPrice: null },
  OrderNoted: noted,
  OrderStatusChanged: { ...noted, status: 'CONFIRMED', payment: 'approved' },
  CancellationRequested: {
    ...ofOrder,
    status: 'CANCELLING',
    unitPrice: 1000,
    totalPrice: 10_000,
    requestId,
    by: 'person',
    reason: null,
  },
  ProductAdded: { productId: 'tea', operation, name: 'Tea', ...shelf },
  Restocked: { productId: 'tea', operation, name: 'Tea', quantity: 5, ...shelf },
  PriceChanged: { productId: 'tea', operation, name: 'Tea', ...shelf },
  StockReserved: { ...ofOrder, unitPrice: 1000, totalPrice: 10_000, ...shelf },
  StockRejected: { ...ofOrder, reason: 'OUT_OF_STOCK', ...shelf },
  StockReleased: { ...ofOrder, units: 10, reason: 'INSUFFICIENT_POINTS', ...shelf },
  StockRestored: { ...ofOrder, units: 10, ...shelf },
  PointsAdded: { userId: 'ann', operation, amount: 999_999, ...balance },
  PaymentApproved: { ...ofOrder, amount: 10_000, ...balance },
  PaymentDeclined: { ...ofOrder, reason: 'INSUFFICIENT_POINTS', ...balance },
  PaymentRefunded: { ...ofOrder, amount: 10_000, ...balance },
  DeliveryRequested: { ...ofOrder, status: null, address: '1 Harbour Road' },
  DeliveryPrepared: { ...ofOrder, status: 'PREPARING' },
  DeliveryAdvanced: { ...ofOrder, operation, status: 'SHIPPED' },
  CancellationRefused: { ...ofOrder, requestId, status: 'DELIVERED', reason: 'The delivery is already DELIVERED.' },
  DeliveryCancelled: { ...ofOrder, requestId, status: 'CANCELLED', prepared: true },
  DeliveryRuledOut: { ...ofOrder, status: null },
}

/** A valid envelope of this type, as plain JSON; `changes` replace fields of its data, whatever that makes of it. */
export function sample(type: EventType, changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { aggregate, schemaVersion } = catalog[type]
  const said = data[type]
  return {
    id: '01890a5d-ac99-7bbb-8ccc-000000000003',
    type,
    schemaVersion,
    aggregate,
    aggregateId: said[idField[aggregate]],
    aggregateVersion: 1,
    operation: 'orderId' in said ? orderId : operation,
    ...('orderId' in said ? { orderId: said['orderId'] } : {}),
    causationId: '01890a5d-ac9a-7bbb-8ccc-000000000004',
    occurredAt: '2026-11-22T12:00:00.000Z',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data: { ...said, ...changes },
  }
}
