import * as fc from 'fast-check'
import { historyOf } from '@shop/events/testing/history.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import { productEvents } from '../../events.ts'
import { product } from './decider.ts'
import type { Product, ProductCommand } from './product.ts'

const MAX = 2 ** 31 - 1
/** Mostly small, sometimes at the edge of an Int. */
const number = (min: number) =>
  fc.oneof({ weight: 4, arbitrary: fc.integer({ min, max: 50 }) }, fc.integer({ min, max: MAX }))
const ofOrder = fc.record({
  operation: fc.integer({ min: 1, max: 5 }).map(uuid),
  userId: fc.constant('ann'),
  quantity: number(1),
})
const operation = fc.integer({ min: 100, max: 104 }).map(uuid)
const command: fc.Arbitrary<ProductCommand> = fc.oneof(
  fc.record({
    type: fc.constant('AddProduct' as const),
    operation,
    name: fc.constant('Tea'),
    price: number(0),
    stock: number(0),
  }),
  fc.record({ type: fc.constant('RestockProduct' as const), operation, quantity: number(1) }),
  fc.record({ type: fc.constant('ChangePrice' as const), operation, price: number(0) }),
  fc
    .tuple(ofOrder, fc.option(number(0)))
    .map(([order, expectedUnitPrice]) => ({ type: 'ReserveStock' as const, ...order, expectedUnitPrice })),
  ofOrder.map((order) => ({ type: 'ReleaseStock' as const, ...order, reason: 'INSUFFICIENT_POINTS' as const })),
  ofOrder.map((order) => ({ type: 'RestoreStock' as const, ...order })),
)

const reservedUnits = (state: Product) =>
  Object.values(state.operations).reduce((units, done) => units + (done.step === 'reserved' ? done.quantity : 0), 0)

test('units are conserved and remain within an Int, for any commands in any order', () =>
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      historyOf(product, productEvents, 'tea', commands, (state, before) => {
        if (before.exists) expect(state.exists).toBe(true)
        if (!state.exists) return expect(reservedUnits(state)).toBe(0)
        expect(state.stock + reservedUnits(state)).toBe(state.added)
        expect(state.stock).toBeGreaterThanOrEqual(0)
        expect(state.added).toBeLessThanOrEqual(MAX)
      })
    }),
    { numRuns: 500 },
  ))
