/** What others may know of this domain. */
import { productEvents } from './events.ts'
import { productExamples } from './examples.ts'
import { product as decider } from './src/domain/decider.ts'

export { reactions } from './src/reactions.ts'

export const name = 'inventory'
export const port = 4002
export const aggregates = {
  product: {
    documents: 'products',
    id: 'productId',
    events: productEvents,
    examples: productExamples,
    decider,
  },
}
