import { z } from 'zod'
import { contract, isEventType } from '@shop/contract/catalog.ts'
import type { Parsed } from './envelope.ts'
import { Contract } from './contract.ts'
import { sample } from '@shop/contract/samples.ts'

const problem = (parsed: Parsed): string => ('problem' in parsed ? `${parsed.kind}: ${parsed.problem}` : 'ok')
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const types = [...contract.events.keys()].filter(isEventType)

test.each(types)('%s is read from the wire as it was written', (type) =>
  expect(contract.parse(bytes(sample(type)))).toEqual({ kind: 'ok', envelope: sample(type) }),
)

test.each(types)('%s without one of its fields is malformed, and the field is named', (type) => {
  for (const field of Object.keys(Object(sample(type)['data'])))
    expect(problem(contract.parse(sample(type, { [field]: undefined })))).toMatch(new RegExp(`^malformed: .*${field}`))
})

test.each([
  ['quantity', 0],
  ['quantity', -1],
  ['quantity', 2 ** 31],
  ['quantity', 1.5],
  ['quantity', '1'],
  ['quantity', null],
  ['userId', 'a.b'],
  ['userId', ''],
  ['userId', 'x'.repeat(65)],
  ['address', ''],
  ['address', 'x'.repeat(501)],
  ['orderId', 'o1'],
  ['status', 'CONFIRMED'],
])('OrderPlaced with %s %p is malformed, and field and value are named', (field, value) =>
  expect(problem(contract.parse(sample('OrderPlaced', { [field]: value })))).toMatch(
    new RegExp(`^malformed: data\\.${field}: .+, got ${JSON.stringify(value).slice(0, 60)}`),
  ),
)

test.each([
  [{ id: 'x' }, 'id'],
  [{ aggregate: 'product' }, 'aggregate'],
  [{ aggregateId: '01890a5d-ac96-774b-bcce-b302099a8058' }, 'aggregateId'],
  [{ aggregateVersion: 0 }, 'aggregateVersion'],
  [{ orderId: undefined }, 'orderId'],
  [{ occurredAt: '2026-11-22 12:00' }, 'occurredAt'],
  [{ occurredAt: '2026-02-30T12:00:00.000Z' }, 'occurredAt'],
  [{ schemaVersion: 0 }, 'schemaVersion'],
  [{ operation: 'a b' }, 'operation'],
  [{ data: null }, 'data'],
  [{ data: [] }, 'data'],
  [{ type: 7 }, 'type'],
])('an envelope with %p is malformed at %s', (changes, field) =>
  expect(problem(contract.parse({ ...sample('OrderPlaced'), ...changes }))).toMatch(
    new RegExp(`^malformed: ${field}: `),
  ),
)

test.each([[undefined], [null], [7], ['text'], [[]], [10n]])('%p is malformed', (value) =>
  expect(contract.parse(value).kind).toBe('malformed'),
)

test('bytes that are no JSON, or no UTF-8, are malformed', () => {
  expect(contract.parse(new TextEncoder().encode('{"id":')).kind).toBe('malformed')
  expect(contract.parse(new Uint8Array([0x22, 0xff, 0x22])).kind).toBe('malformed')
})

test('a long value is cut short in the message', () =>
  expect(problem(contract.parse(sample('OrderPlaced', { address: 'x'.repeat(100_000) }))).length).toBeLessThan(200))

test.each(['OrderLost', 'constructor', 'toString', 'hasOwnProperty'])(
  'the type %s is unknown, and kept to be parked',
  (type) => {
    const envelope = { ...sample('OrderPlaced'), type }
    expect(contract.parse(envelope)).toMatchObject({ kind: 'unknownType', raw: envelope })
  },
)

test('__proto__ is no type, and no data gets into a prototype', () => {
  expect(contract.parse({ ...sample('OrderPlaced'), type: '__proto__' }).kind).toBe('malformed')
  const text = JSON.stringify(sample('OrderPlaced')).replace('"userId"', '"__proto__":{"polluted":true},"userId"')
  const parsed = contract.parse(new TextEncoder().encode(text))
  expect(parsed).toEqual({ kind: 'ok', envelope: sample('OrderPlaced') })
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

test('a newer version is kept to be parked, whatever its data', () => {
  const envelope = { ...sample('OrderPlaced', { quantity: 'many' }), schemaVersion: 2 }
  expect(contract.parse(envelope)).toMatchObject({ kind: 'newerVersion', raw: envelope })
})

test('a field that the contract does not know is left out', () => {
  const parsed = contract.parse(sample('OrderPlaced', { colour: 'red' }))
  expect(parsed.kind === 'ok' && 'colour' in parsed.envelope.data).toBe(false)
})

describe('in a release where PointsAdded is at version 3', () => {
  const events = { PointsAdded: z.object({ userId: z.string(), by: z.string() }) }
  const upcasts = {
    PointsAdded: [
      (data: object) => ({ ...data, from: 'unknown' }),
      (data: object) => ({ ...data, by: Reflect.get(data, 'from').toUpperCase() }),
    ],
  }
  const account = { ...contract.aggregate('account'), events, upcasts }
  const later = new Contract([{ name: 'pay', port: 1, aggregates: { account } }])

  test('an event of version 1 is raised step by step', () =>
    expect(later.parse(sample('PointsAdded'))).toMatchObject({
      kind: 'ok',
      envelope: { schemaVersion: 3, data: { userId: 'ann', by: 'UNKNOWN' } },
    }))

  test('events are written in that version', () => expect(later.schemaVersion('PointsAdded')).toBe(3))

  test('one that breaks on its way up is malformed', () => {
    const second = { ...sample('PointsAdded'), schemaVersion: 2 }
    expect(problem(later.parse(second))).toMatch(/^malformed: data: .*TypeError/)
  })
})
