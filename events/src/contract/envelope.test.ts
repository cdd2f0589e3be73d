import { z } from 'zod'
import { catalog, eventTypes, isEventType } from './catalog.ts'
import { parseEnvelope, type Parsed } from './envelope.ts'
import { sample } from './samples.ts'

const problem = (parsed: Parsed): string => ('problem' in parsed ? `${parsed.kind}: ${parsed.problem}` : 'ok')
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const types = [...eventTypes].filter(isEventType)

test.each(types)('%s is read from the wire as it was written', (type) =>
  expect(parseEnvelope(bytes(sample(type)))).toEqual({ kind: 'ok', envelope: sample(type) }),
)

test.each(types)('%s without one of its fields is malformed, and the field is named', (type) => {
  for (const field of Object.keys(Object(sample(type)['data'])))
    expect(problem(parseEnvelope(sample(type, { [field]: undefined })))).toMatch(new RegExp(`^malformed: .*${field}`))
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
  expect(problem(parseEnvelope(sample('OrderPlaced', { [field]: value })))).toMatch(
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
  expect(problem(parseEnvelope({ ...sample('OrderPlaced'), ...changes }))).toMatch(
    new RegExp(`^malformed: ${field}: `),
  ),
)

test.each([[undefined], [null], [7], ['text'], [[]], [10n]])('%p is malformed', (value) =>
  expect(parseEnvelope(value).kind).toBe('malformed'),
)

test('bytes that are no JSON, or no UTF-8, are malformed', () => {
  expect(parseEnvelope(new TextEncoder().encode('{"id":')).kind).toBe('malformed')
  expect(parseEnvelope(new Uint8Array([0x22, 0xff, 0x22])).kind).toBe('malformed')
})

test('a long value is cut short in the message', () =>
  expect(problem(parseEnvelope(sample('OrderPlaced', { address: 'x'.repeat(100_000) }))).length).toBeLessThan(200))

test.each(['OrderLost', 'constructor', 'toString', 'hasOwnProperty'])(
  'the type %s is unknown, and kept to be parked',
  (type) => {
    const envelope = { ...sample('OrderPlaced'), type }
    expect(parseEnvelope(envelope)).toMatchObject({ kind: 'unknownType', raw: envelope })
  },
)

test('__proto__ is no type, and no data gets into a prototype', () => {
  expect(parseEnvelope({ ...sample('OrderPlaced'), type: '__proto__' }).kind).toBe('malformed')
  const text = JSON.stringify(sample('OrderPlaced')).replace('"userId"', '"__proto__":{"polluted":true},"userId"')
  const parsed = parseEnvelope(new TextEncoder().encode(text))
  expect(parsed).toEqual({ kind: 'ok', envelope: sample('OrderPlaced') })
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

test('a newer version is kept to be parked, whatever its data', () => {
  const envelope = { ...sample('OrderPlaced', { quantity: 'many' }), schemaVersion: 2 }
  expect(parseEnvelope(envelope)).toMatchObject({ kind: 'newerVersion', raw: envelope })
})

test('a field that the contract does not know is left out', () => {
  const parsed = parseEnvelope(sample('OrderPlaced', { colour: 'red' }))
  expect(parsed.kind === 'ok' && 'colour' in parsed.envelope.data).toBe(false)
})

describe('in a release where PointsAdded is at version 3', () => {
  const later = {
    ...catalog,
    PointsAdded: { ...catalog.PointsAdded, schemaVersion: 3, schema: z.object({ userId: z.string(), by: z.string() }) },
  }
  const upcasts = {
    PointsAdded: {
      1: (data: object) => ({ ...data, from: 'unknown' }),
      2: (data: object) => ({ ...data, by: Reflect.get(data, 'from').toUpperCase() }),
    },
  }

  test('an event of version 1 is raised step by step', () =>
    expect(parseEnvelope(sample('PointsAdded'), { catalog: later, upcasts })).toMatchObject({
      kind: 'ok',
      envelope: { schemaVersion: 3, data: { userId: 'ann', by: 'UNKNOWN' } },
    }))

  test('one that has no way up, or breaks on it, is malformed', () => {
    expect(problem(parseEnvelope(sample('PointsAdded'), { catalog: later, upcasts: {} }))).toMatch(
      /^malformed: schemaVersion/,
    )
    const second = { ...sample('PointsAdded'), schemaVersion: 2 }
    expect(problem(parseEnvelope(second, { catalog: later, upcasts }))).toMatch(/^malformed: data: .*TypeError/)
  })
})
