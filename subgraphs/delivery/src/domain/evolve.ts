import type { DeliveryEvent } from '../../events.ts'
import type { DeliveryStatus } from '@shop/contract/values.ts'
import type { Delivery, DeliveryOperation, DeliveryProgress } from './delivery.ts'

export function evolve(delivery: Delivery, event: DeliveryEvent, at: string): Delivery {
  const known = { ...delivery, order: { userId: event.userId, productId: event.productId, quantity: event.quantity } }
  switch (event.type) {
    case 'DeliveryRequested':
      return { ...done(known, 'OrderPlaced', 'requested'), address: event.address }
    case 'DeliveryPrepared':
      return { ...done(known, 'PaymentApproved', 'prepared'), progress: reach(delivery.progress, 'PREPARING', at) }
    case 'DeliveryAdvanced':
      return { ...done(known, event.operation, 'advanced'), progress: reach(delivery.progress, event.status, at) }
    case 'CancellationRefused':
      return done(known, event.requestId, 'refused')
    case 'DeliveryCancelled': {
      const progress: DeliveryProgress = event.prepared
        ? reach(delivery.progress, 'CANCELLED', at)
        : { phase: 'withdrawn' }
      return { ...done(known, event.requestId, 'cancelled'), progress }
    }
    case 'DeliveryRuledOut':
      return { ...done(known, 'OrderStatusChanged', 'ruledOut'), progress: { phase: 'ruledOut' } }
  }
}

function reach(progress: DeliveryProgress, status: DeliveryStatus, at: string): DeliveryProgress {
  const history = progress.phase === 'prepared' ? progress.history : []
  if (history.at(-1)?.status === status) return progress
  return { phase: 'prepared', status, history: [...history, { status, at }] }
}

function done(delivery: Delivery, operation: string, step: DeliveryOperation['step']): Delivery {
  return { ...delivery, operations: { ...delivery.operations, [operation]: { step } } }
}
