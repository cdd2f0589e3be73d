import * as fc from 'fast-check'
import { historyOf } from '@shop/events/testing/history.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import { accountEvents } from '../../events.ts'
import type { AccountCommand } from './account.ts'
import { account } from './decider.ts'

const MAX = 2 ** 31 - 1
/** Mostly small, sometimes at the edge of an Int. */
const number = (min: number) =>
  fc.oneof({ weight: 4, arbitrary: fc.integer({ min, max: 50 }) }, fc.integer({ min, max: MAX }))
const ofOrder = fc.record({
  operation: fc.integer({ min: 1, max: 5 }).map(uuid),
  productId: fc.constant('tea'),
  quantity: number(1),
})
const command: fc.Arbitrary<AccountCommand> = fc.oneof(
  fc.record({
    type: fc.constant('AddPoints' as const),
    operation: fc.integer({ min: 100, max: 104 }).map(uuid),
    amount: number(1),
  }),
  fc.tuple(ofOrder, number(0)).map(([order, unitPrice]) => ({ type: 'ChargePoints' as const, ...order, unitPrice })),
  ofOrder.map((order) => ({ type: 'RefundPoints' as const, ...order })),
)

test('points are conserved and remain within an Int, for any commands in any order', () =>
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      historyOf(account, accountEvents, 'ann', commands, (state, before) => {
        const charges = Object.values(state.operations).map((done) => (done.step === 'charged' ? done.amount : 0))
        expect(state.spent).toBe(charges.reduce((sum, amount) => sum + amount, 0))
        expect(state.points + state.spent).toBe(state.added)
        expect(state.points).toBeGreaterThanOrEqual(0)
        expect(state.added).toBeLessThanOrEqual(MAX)
        if (before.exists) expect(state.exists).toBe(true)
      })
    }),
    { numRuns: 500 },
  ))
