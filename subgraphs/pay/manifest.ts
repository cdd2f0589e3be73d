/** What others may know of this domain. */
import { accountEvents } from './events.ts'
import { accountExamples } from './examples.ts'
import { account as decider } from './src/domain/decider.ts'

export { reactions } from './src/reactions.ts'

export const name = 'pay'
export const port = 4003
export const aggregates = {
  account: {
    documents: 'accounts',
    id: 'userId',
    events: accountEvents,
    examples: accountExamples,
    decider,
  },
}
