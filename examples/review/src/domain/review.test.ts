import { AT, specs } from '@shop/events/testing/given.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import { reviewEvents } from '../../events.ts'
import { review } from './decider.ts'
import type { ReviewCommand } from './review.ts'

const order = { userId: 'ann', productId: 'tea', quantity: 3 }
const invite: ReviewCommand = { type: 'Invite', operation: 'DeliveryAdvanced', ...order }
const write = (stars = 5, n = 50): ReviewCommand => ({
  type: 'WriteReview',
  operation: uuid(n),
  stars,
  text: 'Fragrant.',
})
const { given } = specs(review, uuid(1), reviewEvents)

test('whose order has arrived is invited, once', () => {
  given()
    .when(invite)
    .then([{ type: 'ReviewInvited', orderId: uuid(1), ...order }], { invited: order, written: null })
  given(invite).when(invite).thenNothing()
})

test('a review before the delivery is refused', () => given().when(write()).thenRefused('NOT_INVITED'))

test('a review says for which order it is, what was thought of it, and when', () =>
  given(invite)
    .when(write())
    .then([{ type: 'ReviewWritten', orderId: uuid(1), ...order, operation: uuid(50), stars: 5, text: 'Fragrant.' }], {
      invited: order,
      written: { stars: 5, text: 'Fragrant.', at: AT },
    }))

test('it is written once: the same request again changes nothing, another one is refused', () => {
  given(invite, write()).when(write()).thenNothing()
  given(invite, write()).when(write(1, 51)).thenRefused('WRITTEN_ALREADY')
})
