import { stepsOf } from './steps.ts'

const after = (status: Parameters<typeof stepsOf>[0]['status'], ...events: string[]) =>
  stepsOf({ status, timeline: events.map((event) => ({ at: '', service: '', event, detail: null })) })
    .map(({ state }) => state)
    .join(' ')

test.each([
  ['just placed', 'PENDING', ['OrderPlaced'], 'done active waiting waiting'],
  ['with its stock', 'PENDING', ['OrderPlaced', 'StockReserved'], 'done done active waiting'],
  ['paid', 'CONFIRMED', ['OrderPlaced', 'StockReserved', 'PaymentApproved'], 'done done done active'],
  [
    'delivered',
    'COMPLETED',
    ['OrderPlaced', 'StockReserved', 'PaymentApproved', 'DeliveryPrepared', 'DeliveryAdvanced'],
    'done done done done',
  ],
  ['refused for stock', 'REJECTED', ['OrderPlaced', 'StockRejected'], 'done refused waiting waiting'],
  [
    'refused for points',
    'REJECTED',
    ['OrderPlaced', 'StockReserved', 'PaymentDeclined', 'StockReleased'],
    'done back refused waiting',
  ],
  [
    'on its way back',
    'CANCELLING',
    ['OrderPlaced', 'StockReserved', 'PaymentApproved', 'DeliveryPrepared', 'DeliveryCancelled'],
    'done done active back',
  ],
  [
    'cancelled',
    'CANCELLED',
    [
      ...['OrderPlaced', 'StockReserved', 'PaymentApproved', 'DeliveryPrepared'],
      ...['DeliveryCancelled', 'PaymentRefunded', 'StockRestored'],
    ],
    'done back back back',
  ],
] as const)('the steps of an order that is %s', (_what, status, events, states) => {
  expect(after(status, ...events)).toBe(states)
})
