/** What others may know of this domain. */
import { deliveryEvents } from './events.ts'
import { deliveryExamples } from './examples.ts'
import { delivery as decider } from './src/domain/decider.ts'

export { reactions } from './src/reactions.ts'

export const name = 'delivery'
export const port = 4004
export const aggregates = {
  delivery: {
    documents: 'deliveries',
    id: 'orderId',
    events: deliveryEvents,
    examples: deliveryExamples,
    decider,
  },
}
