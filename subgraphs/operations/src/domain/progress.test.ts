import { assert, property, shuffledSubarray } from 'fast-check'
import { foldProgress, type OrderChange, type Progress } from './progress.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 29, 12, 0, second)).toISOString()
const says = (version: number, more: Partial<OrderChange>): OrderChange => ({
  ...{ orderId: 'o', version, at: at(version), status: 'PENDING', isReserved: false, payment: null, delivery: null },
  ...{ step: null, ...more },
})
const step = (event: string, version: number) => ({ step: { event, at: at(version) } })
const fold = (changes: readonly OrderChange[]) => changes.reduce<Progress | null>(foldProgress, null)

const placed = says(1, {})
const reserved = says(2, { isReserved: true, ...step('StockReserved', 2) })
const paid = says(3, { isReserved: true, payment: 'approved', status: 'CONFIRMED', ...step('PaymentApproved', 3) })
const prepared = says(4, { ...paid, version: 4, at: at(4), delivery: 'prepared', ...step('DeliveryPrepared', 4) })
const completed = says(5, { ...prepared, version: 5, at: at(5), status: 'COMPLETED', ...step('DeliveryAdvanced', 5) })
const cancelling = says(5, { isReserved: true, status: 'CANCELLING' })
const takenBack = says(6, { ...cancelling, version: 6, at: at(6), ...step('DeliveryCancelled', 6) })
const refunded = says(7, { ...cancelling, version: 7, at: at(7), ...step('PaymentRefunded', 7) })
const late = says(8, { ...cancelling, version: 8, at: at(8), ...step('StockReserved', 2) })
const declined = says(3, { isReserved: true, payment: 'declined', ...step('PaymentDeclined', 3) })

test.each<readonly [string | null, readonly OrderChange[]]>([
  ['STOCK_RESERVATION', [placed]],
  ['PAYMENT', [placed, reserved]],
  ['STOCK_RELEASE', [placed, reserved, declined]],
  ['DELIVERY_PREPARATION', [placed, reserved, paid]],
  ['CARRIER', [placed, reserved, paid, prepared]],
  [null, [placed, reserved, paid, prepared, completed]],
  ['DELIVERY_CANCELLATION', [placed, reserved, paid, prepared, cancelling]],
  ['REFUND', [placed, reserved, paid, prepared, cancelling, takenBack]],
  ['STOCK_RETURN', [placed, reserved, paid, prepared, cancelling, takenBack, refunded]],
  ['STOCK_RETURN', [placed, cancelling, takenBack, refunded, late]],
])('an order waits for %s, in any order of events, with duplicates', (waitingFor, changes) => {
  const expected = fold(changes)
  expect(expected?.waitingFor).toBe(waitingFor)
  const shuffled = shuffledSubarray([...changes, ...changes], { minLength: 2 * changes.length })
  assert(property(shuffled, (heard) => expect(fold(heard)).toEqual(expected)))
})

test('it has waited since its newest step, and for the carrier it does not wait', () => {
  expect(fold([placed, reserved])?.sagaSince).toBe(at(2))
  expect(fold([placed, reserved, paid, prepared])).toMatchObject({ sagaSince: null, preparedAt: at(4) })
})

test('a duplicate changes nothing', () => {
  const known = fold([placed, reserved, paid])
  expect(foldProgress(known, reserved)).toBe(known)
})
