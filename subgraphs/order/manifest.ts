/** What others may know of this domain. */
import { orderEvents } from './events.ts'
import { orderExamples } from './examples.ts'
import { order as decider } from './src/domain/decider.ts'
import { due } from './src/domain/due.ts'
import type { Order } from './src/domain/order.ts'

export { reactions } from './src/reactions.ts'

export const name = 'order'
export const port = 4001
export const aggregates = {
  order: {
    documents: 'orders',
    id: 'orderId',
    events: orderEvents,
    examples: orderExamples,
    decider,
    /** The service's own settings say when that time has come. */
    due: (order: Order) => due(order, { stepMs: 30_000, sagaMs: 900_000 })?.at,
  },
}
export const admission = true
