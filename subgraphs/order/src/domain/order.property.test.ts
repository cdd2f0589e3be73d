import * as fc from 'fast-check'
import { historyOf } from '@shop/events/testing/history.ts'
import {
  advanced,
  approved,
  cancel,
  declined,
  deliveryCancelled,
  ID,
  nudge,
  place,
  prepared,
  refunded,
  refused,
  rejected,
  released,
  reserved,
  restored,
  timeOut,
} from './commands.fixture.ts'
import { orderEvents } from '../../events.ts'
import { order } from './decider.ts'
import { isClosed } from './order.ts'

const command = fc.constantFrom(
  ...[place, cancel(50), cancel(51), timeOut(70), nudge, refused(50), refused(51), refused(70)],
  ...[reserved, rejected, released, restored, approved, declined, refunded, prepared, deliveryCancelled],
  ...[advanced('SHIPPED'), advanced('DELIVERED')],
)

test('an order closes once and for one reason, for any events in any order', () =>
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      historyOf(order, orderEvents, ID, [place, ...commands], (state, before) => {
        if (!state.exists) throw new Error('it was placed')
        expect(state.rejection !== null).toBe(state.status === 'REJECTED')
        expect(state.timeline).toHaveLength(before.exists ? before.timeline.length + 1 : 1)
        if (state.status === 'CANCELLING') expect(state.cancellation).not.toBeNull()
        if (!before.exists || !isClosed(before.status)) return
        expect(state).toMatchObject({ status: before.status, rejection: before.rejection })
      })
    }),
    { numRuns: 500 },
  ))
