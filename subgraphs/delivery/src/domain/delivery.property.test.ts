import * as fc from 'fast-check'
import { deliveryStatus } from '@shop/contract/values.ts'
import { historyOf } from '@shop/events/testing/history.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import { deliveryEvents } from '../../events.ts'
import { delivery } from './decider.ts'
import { type DeliveryCommand, shown } from './delivery.ts'

const order = { userId: 'ann', productId: 'tea', quantity: 3 }
const request = fc.record({
  operation: fc.integer({ min: 50, max: 53 }).map(uuid),
  by: fc.constantFrom('person' as const, 'deadline' as const),
})
const command: fc.Arbitrary<DeliveryCommand> = fc.oneof(
  fc.constant({ type: 'NoteOrder' as const, operation: 'OrderPlaced', ...order, address: '1 Harbour Road' }),
  fc.constant({ type: 'PrepareDelivery' as const, operation: 'PaymentApproved', ...order }),
  fc.constant({ type: 'RuleOut' as const, operation: 'OrderStatusChanged', ...order }),
  request.map((requested) => ({ type: 'CancelDelivery' as const, ...order, ...requested })),
  fc.record({
    type: fc.constant('AdvanceDelivery' as const),
    operation: fc.integer({ min: 60, max: 64 }).map(uuid),
    to: fc.option(fc.constantFrom(...deliveryStatus.options), { nil: undefined }),
  }),
)

const rank = (status: string) => deliveryStatus.options.findIndex((each) => each === status)

test('a delivery only goes forward, and ends once', () =>
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      const end = historyOf(delivery, deliveryEvents, uuid(1), commands, (state, before) => {
        const [was, is] = [before.progress, state.progress]
        if (was.phase === 'withdrawn') expect(is.phase).toBe('withdrawn')
        if (was.phase !== 'prepared') return
        expect(is.phase === 'prepared' && is.history.slice(0, was.history.length)).toEqual(was.history)
      })
      const statuses = shown(end)?.history.map(({ status }) => rank(status)) ?? []
      expect(statuses).toEqual([...new Set(statuses)].toSorted((a, b) => a - b))
      expect(statuses.length === 0 || statuses[0] === 0).toBe(true)
      const delivered = statuses.includes(rank('OUT_FOR_DELIVERY')) || statuses.includes(rank('DELIVERED'))
      expect(delivered && statuses.includes(rank('CANCELLED'))).toBe(false)
    }),
    { numRuns: 500 },
  ))
