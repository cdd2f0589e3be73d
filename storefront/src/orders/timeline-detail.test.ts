import { detailOf } from './timeline-detail.ts'

test.each([
  [
    'StockReserved',
    '3 x 1000 = 3000 points',
    { id: 'detail.price', values: { quantity: 3, price: 1000, total: 3000 } },
  ],
  ['StockReleased', '3 units', { id: 'detail.units', values: { units: 3 } }],
  ['PaymentApproved', '3000 points', { id: 'detail.points', values: { points: 3000 } }],
  ['PaymentDeclined', 'INSUFFICIENT_POINTS', { id: 'reason.INSUFFICIENT_POINTS' }],
  ['StockRejected', 'OUT_OF_STOCK', { id: 'reason.OUT_OF_STOCK' }],
  ['DeliveryAdvanced', 'OUT_FOR_DELIVERY', { id: 'delivery.status.OUT_FOR_DELIVERY' }],
  ['DeliveryCancelled', 'before it was prepared', { id: 'detail.beforePrepared' }],
  ['CancellationRequested', 'by deadline', { id: 'detail.byDeadline' }],
  ['CancellationRefused', 'The delivery is already DELIVERED.', { id: 'delivery.status.DELIVERED' }],
])('what %s says beside its name is said in words of the page', (event, detail, said) =>
  expect(detailOf(event, detail)).toEqual(said),
)

test.each([
  ['CancellationRequested', 'I have 3 of them'],
  ['PaymentDeclined', 'A_REASON_OF_A_LATER_RELEASE'],
  ['SomethingNew', '3 units'],
])('a detail of %s without a translation is shown as it is', (event, detail) =>
  expect(detailOf(event, detail)).toBeUndefined(),
)
