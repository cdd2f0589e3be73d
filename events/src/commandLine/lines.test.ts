import { parseEnvelope } from '../contract/envelope.ts'
import { eventTypes, isEventType } from '../contract/catalog.ts'
import { sample } from '../contract/samples.ts'
import { eventLine, letterLines } from './lines.ts'
import { orderIdIn, timeOfId } from './reading.ts'

const at = new Date('2026-11-22T12:00:01.234Z')
const line = (value: unknown, again = false) =>
  eventLine(
    { sequence: 7, at, subject: 'events.a.B.c', parsed: parseEnvelope(value), orderId: undefined, body: '' },
    again,
  )

test('an event is one line of time, aggregate, id, version, type and what it says', () => {
  expect(line(sample('OrderPlaced'))).toBe(
    '12:00:01.234  order     01890a5d-ac96-774b-bcce-b302099a8057    v1  OrderPlaced            ' +
      'user ann, product tea, quantity 10, status PENDING, address 1 Harbour Road',
  )
  expect(line(sample('PaymentApproved'), true)).toMatch(/^12:00:01\.234  account   ann  .* amount 10000, .*\(again\)$/)
})

test.each([...eventTypes].filter(isEventType))('%s fits on a line', (type) => {
  expect(line(sample(type))).toMatch(/^[^\n]{80,250}$/)
})

test('what cannot be read is shown as that', () => {
  expect(line({ ...sample('OrderPlaced'), schemaVersion: 9 })).toMatch(
    /v1 +OrderPlaced .* \(cannot be read: schemaVersion/,
  )
  expect(line('nonsense')).toContain('events.a.B.c  cannot be read: event')
})

test('a dead letter shows where it came from, why it is there, and what it says', () => {
  const body = new TextEncoder().encode('{"a":\n1}')
  const letter = { sequence: 3, service: 'pay', kind: 'failed', tries: 8, subject: 's', at, error: 'e', body } as const
  expect(letterLines(letter)).toEqual([
    '     3  2026-11-22T12:00:01.234Z  pay        failed      8x  s  e',
    '        {"a": 1}',
  ])
})

test("an order's id is found in any message, and tells when it was placed", () => {
  const body = new TextEncoder().encode(JSON.stringify(sample('StockReserved')))
  expect(orderIdIn(body)).toBe('01890a5d-ac96-774b-bcce-b302099a8057')
  expect(orderIdIn(new TextEncoder().encode('no JSON'))).toBeUndefined()
  expect(timeOfId('01890a5d-ac96-774b-bcce-b302099a8057')).toEqual(new Date('2023-06-30T03:34:18.518Z'))
  expect(timeOfId('x')).toBeUndefined()
})
