import { operation, requestId, ofOrder } from '@shop/contract/examples.ts'
import type { deliveryEvents } from './events.ts'

/** A valid one of each event. */
export const deliveryExamples: { readonly [Type in keyof typeof deliveryEvents]: object } = {
  DeliveryRequested: { ...ofOrder, status: null, address: '1 Harbour Road' },
  DeliveryPrepared: { ...ofOrder, status: 'PREPARING' },
  DeliveryAdvanced: { ...ofOrder, operation, status: 'SHIPPED' },
  CancellationRefused: { ...ofOrder, requestId, status: 'DELIVERED', reason: 'The delivery is already DELIVERED.' },
  DeliveryCancelled: { ...ofOrder, requestId, status: 'CANCELLED', prepared: true },
  DeliveryRuledOut: { ...ofOrder, status: null },
}
