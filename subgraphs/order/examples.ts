import { requestId, ofOrder } from '@shop/contract/examples.ts'
import type { orderEvents } from './events.ts'

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

/** A valid one of each event. */
export const orderExamples: { readonly [Type in keyof typeof orderEvents]: object } = {
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
}
