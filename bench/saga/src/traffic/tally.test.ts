import { trafficOfOrders, TrafficTally } from './tally.ts'

test('an order is charged with what is said beyond what is said without orders', () => {
  const tally = new TrafficTally()
  const now = () => ({ order: tally.amounts })
  const start = now()
  tally.add('find health', { times: 2, bytes: 100 })
  const idle = { before: start, after: now(), seconds: 10 }
  tally.add('find health', { times: 4, bytes: 200 })
  tally.add('update orders', { times: 6, rows: 30, bytes: 900 })
  const span = { before: idle.after, after: now(), seconds: 20, orders: 3 }
  expect(trafficOfOrders(span, idle)).toEqual({
    order: { 'find health': { times: 0, rows: 0, bytes: 0 }, 'update orders': { times: 2, rows: 10, bytes: 300 } },
  })
})
