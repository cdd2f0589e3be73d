import type { DeliveryEvent } from '../../events.ts'
import type { Decider } from '@shop/events/decider.ts'
import { decide } from './decide.ts'
import type { Delivery, DeliveryCommand, DeliveryRefusal } from './delivery.ts'
import { evolve } from './evolve.ts'

export const delivery: Decider<Delivery, DeliveryCommand, DeliveryEvent, DeliveryRefusal> = {
  aggregate: 'delivery',
  initial: (orderId) => ({ orderId, order: null, address: null, progress: { phase: 'awaited' }, operations: {} }),
  decide,
  evolve,
}
