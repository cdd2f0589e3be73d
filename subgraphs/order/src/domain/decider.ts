import type { OrderEvent } from '../../events.ts'
import type { Decider } from '@shop/events/decider.ts'
import { decide } from './decide.ts'
import { evolve } from './evolve.ts'
import type { Order, OrderCommand, OrderRefusal } from './order.ts'

export const order: Decider<Order, OrderCommand, OrderEvent, OrderRefusal> = {
  aggregate: 'order',
  initial: (id) => ({ exists: false, id, operations: {} }),
  decide,
  evolve,
}
