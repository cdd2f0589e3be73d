import type { Decider } from '@shop/events/decider.ts'
import type { ReviewEvent } from '../../events.ts'
import type { OrderReview, ReviewCommand, ReviewRefusal } from './review.ts'

export const review: Decider<OrderReview, ReviewCommand, ReviewEvent, ReviewRefusal> = {
  aggregate: 'review',
  initial: (orderId) => ({ orderId, invited: null, written: null, operations: {} }),
  decide: (review, command) => {
    if (Object.hasOwn(review.operations, command.operation)) return []
    const { orderId, invited, written } = review
    switch (command.type) {
      case 'Invite': {
        const { userId, productId, quantity } = command
        return invited ? [] : [{ type: 'ReviewInvited', orderId, userId, productId, quantity }]
      }
      case 'WriteReview': {
        if (!invited) return { refused: 'NOT_INVITED' }
        if (written) return { refused: 'WRITTEN_ALREADY' }
        const { operation, stars, text } = command
        return [{ type: 'ReviewWritten', orderId, ...invited, operation, stars, text }]
      }
    }
  },
  evolve: (review, event, at) => {
    const { userId, productId, quantity } = event
    const known = { ...review, invited: { userId, productId, quantity } }
    switch (event.type) {
      case 'ReviewInvited':
        return { ...known, operations: { ...review.operations, DeliveryAdvanced: 'invited' } }
      case 'ReviewWritten': {
        const operations = { ...review.operations, [event.operation]: 'written' } as const
        return { ...known, written: { stars: event.stars, text: event.text, at }, operations }
      }
    }
  },
}
