import { Steps, wayOfAnOrder } from './steps.ts'

test('the time of an order is the sum of its steps; one whose way is not known to its end is left out', () => {
  const steps = new Steps()
  steps.answered('whole', 1_000, 1_008)
  steps.answered('half', 1_000, 1_009)
  wayOfAnOrder.forEach((type, index) => {
    const decidedAt = 1_003 + 10 * index
    const event = { orderId: 'whole', type, decidedAt, storedAt: decidedAt + 4, seenAt: decidedAt + 5 }
    steps.event(event)
    steps.event({ ...event, storedAt: decidedAt + 400 }) // published once more
    if (index < 2) steps.event({ ...event, orderId: 'half' })
  })
  const { steps: times, slowest } = steps.times
  expect(Object.entries(times).map(([name, { mean }]) => [name, mean])).toEqual([
    ['sent - OrderPlaced decided', 3],
    ['OrderPlaced decided - OrderPlaced on the stream', 4],
    ['OrderPlaced on the stream - StockReserved decided', 6],
    ['StockReserved decided - StockReserved on the stream', 4],
    ['StockReserved on the stream - PaymentApproved decided', 6],
    ['PaymentApproved decided - PaymentApproved on the stream', 4],
    ['PaymentApproved on the stream - DeliveryPrepared decided', 6],
    ['DeliveryPrepared decided - DeliveryPrepared on the stream', 4],
    ['DeliveryPrepared on the stream - seen here', 1],
    ['(OrderPlaced decided - answered)', 5],
  ])
  expect(slowest).toMatchObject([{ sentAt: '1970-01-01T00:00:01.000Z', ms: 38 }])
})
