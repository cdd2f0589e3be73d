import { z } from 'zod'
import type { Parsed } from './envelope.ts'
import { Contract } from './contract.ts'
import { library, sample } from '../testing/library.ts'

const problem = (parsed: Parsed): string => ('problem' in parsed ? `${parsed.kind}: ${parsed.problem}` : 'ok')
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const types = [...library.events.keys()]

test.each(types)('%s is read from the wire as it was written', (type) =>
  expect(library.parse(bytes(sample(type)))).toEqual({ kind: 'ok', envelope: sample(type) }),
)

test.each(types)('%s without one of its fields is malformed, and the field is named', (type) => {
  for (const field of Object.keys(Object(sample(type)['data'])))
    expect(problem(library.parse(sample(type, { [field]: undefined })))).toMatch(new RegExp(`^malformed: .*${field}`))
})

test.each([
  ['days', 0],
  ['days', -1],
  ['days', 2 ** 31],
  ['days', 1.5],
  ['days', '1'],
  ['days', null],
  ['memberId', 'a.b'],
  ['memberId', ''],
  ['memberId', 'x'.repeat(65)],
  ['note', ''],
  ['note', 'x'.repeat(501)],
  ['loanId', 'o1'],
  ['status', 'CLOSED'],
])('LoanRequested with %s %p is malformed, and field and value are named', (field, value) =>
  expect(problem(library.parse(sample('LoanRequested', { [field]: value })))).toMatch(
    new RegExp(`^malformed: data\\.${field}: .+, got ${JSON.stringify(value).slice(0, 60)}`),
  ),
)

test.each([
  [{ id: 'x' }, 'id'],
  [{ aggregate: 'book' }, 'aggregate'],
  [{ aggregateId: '01890a5d-ac96-774b-bcce-b302099a8058' }, 'aggregateId'],
  [{ aggregateVersion: 0 }, 'aggregateVersion'],
  [{ loanId: undefined }, 'loanId'],
  [{ occurredAt: '2026-11-22 12:00' }, 'occurredAt'],
  [{ occurredAt: '2026-02-30T12:00:00.000Z' }, 'occurredAt'],
  [{ schemaVersion: 0 }, 'schemaVersion'],
  [{ operation: 'a b' }, 'operation'],
  [{ data: null }, 'data'],
  [{ data: [] }, 'data'],
  [{ type: 7 }, 'type'],
])('an envelope with %p is malformed at %s', (changes, field) =>
  expect(problem(library.parse({ ...sample('LoanRequested'), ...changes }))).toMatch(
    new RegExp(`^malformed: ${field}: `),
  ),
)

test.each([[undefined], [null], [7], ['text'], [[]], [10n]])('%p is malformed', (value) =>
  expect(library.parse(value).kind).toBe('malformed'),
)

test('bytes that are no JSON, or no UTF-8, are malformed', () => {
  expect(library.parse(new TextEncoder().encode('{"id":')).kind).toBe('malformed')
  expect(library.parse(new Uint8Array([0x22, 0xff, 0x22])).kind).toBe('malformed')
})

test('a long value is cut short in the message', () =>
  expect(problem(library.parse(sample('LoanRequested', { note: 'x'.repeat(100_000) }))).length).toBeLessThan(200))

test.each(['LoanLost', 'constructor', 'toString', 'hasOwnProperty'])(
  'the type %s is unknown, and kept to be parked',
  (type) => {
    const envelope = { ...sample('LoanRequested'), type }
    expect(library.parse(envelope)).toMatchObject({ kind: 'unknownType', raw: envelope })
  },
)

test('__proto__ is no type, and no data gets into a prototype', () => {
  expect(library.parse({ ...sample('LoanRequested'), type: '__proto__' }).kind).toBe('malformed')
  const text = JSON.stringify(sample('LoanRequested')).replace('"memberId"', '"__proto__":{"polluted":true},"memberId"')
  const parsed = library.parse(new TextEncoder().encode(text))
  expect(parsed).toEqual({ kind: 'ok', envelope: sample('LoanRequested') })
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

test('a newer version is kept to be parked, whatever its data', () => {
  const envelope = { ...sample('LoanRequested', { days: 'many' }), schemaVersion: 2 }
  expect(library.parse(envelope)).toMatchObject({ kind: 'newerVersion', raw: envelope })
})

test('a field that the contract does not know is left out', () => {
  const parsed = library.parse(sample('LoanRequested', { colour: 'red' }))
  expect(parsed.kind === 'ok' && 'colour' in parsed.envelope.data).toBe(false)
})

describe('in a release where CreditAdded is at version 3', () => {
  const events = { CreditAdded: z.object({ memberId: z.string(), by: z.string() }) }
  const upcasts = {
    CreditAdded: [
      (data: object) => ({ ...data, from: 'unknown' }),
      (data: object) => ({ ...data, by: Reflect.get(data, 'from').toUpperCase() }),
    ],
  }
  const member = { ...library.aggregate('member'), events, upcasts }
  const later = new Contract([{ name: 'desk', aggregates: { member } }])

  test('an event of version 1 is raised step by step', () =>
    expect(later.parse(sample('CreditAdded'))).toMatchObject({
      kind: 'ok',
      envelope: { schemaVersion: 3, data: { memberId: 'ann', by: 'UNKNOWN' } },
    }))

  test('events are written in that version', () => expect(later.schemaVersion('CreditAdded')).toBe(3))

  test('one that breaks on its way up is malformed', () => {
    const second = { ...sample('CreditAdded'), schemaVersion: 2 }
    expect(problem(later.parse(second))).toMatch(/^malformed: data: .*TypeError/)
  })
})
