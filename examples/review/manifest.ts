/** What others may know of this domain. */
import { reviewEvents } from './events.ts'
import { reviewExamples } from './examples.ts'
import { review as decider } from './src/domain/decider.ts'

export { reactions } from './src/reactions.ts'

export const name = 'review'
export const port = 4007
export const aggregates = {
  review: { documents: 'reviews', id: 'orderId', events: reviewEvents, examples: reviewExamples, decider },
}
