import { styleText } from 'node:util'
import { library, sample } from '../testing/library.ts'
import { eventLine, letterLines, type Terminal } from './lines.ts'
import { timeOfId } from './reading.ts'

const at = new Date('2026-11-22T12:00:01.234Z')
const today: Terminal = { now: new Date('2026-11-22T23:59:59.999Z') }
const line = (value: unknown, again = false, terminal = today) =>
  eventLine(
    { sequence: 7, at, subject: 'events.a.B.c', parsed: library.parse(value), correlation: undefined, body: '' },
    again,
    terminal,
  )
const loan = sample('LoanRequested')
const noted = (note: string) => ({ ...loan, data: { ...Object(loan['data']), note } })

test('an event is one line of time, aggregate, id, version, type and what it says', () => {
  expect(line(sample('LoanRequested'))).toBe(
    '12:00:01.234  loan      01890a5d-ac96-774b-bcce-b302099a8057    v1  LoanRequested          ' +
      'member ann, book tea, days 10, status OPEN, note 1 Harbour Road',
  )
  expect(line(sample('FeePaid'), true)).toMatch(/^12:00:01\.234  member    ann  .*, amount 10000 .*\(again\)$/)
})

test('what cannot be read is shown as that', () => {
  expect(line({ ...sample('LoanRequested'), schemaVersion: 9 })).toMatch(
    /v1 +LoanRequested .* \(cannot be read: schemaVersion/,
  )
  expect(line('nonsense')).toContain('events.a.B.c  cannot be read: event')
})

test('an event of another day has its date', () =>
  expect(line(loan, false, { now: new Date('2026-11-23T00:00:00.000Z') })).toMatch(/^2026-11-22 12:00:01\.234 {2}loan/))

test('on a terminal a line is cut where it would not fit, and has the colour of its aggregate', () => {
  const cut = line(loan, false, { ...today, columns: 60 })
  expect(cut).toHaveLength(60)
  expect(cut).toMatch(/…$/)
  const coloured = line(loan, false, { ...today, colour: true })
  expect(coloured).toBe(styleText('cyan', line(loan), { validateStream: false }))
})

test.each(['\u001b[2J', '\n12:00:00.000  loan', '\u202e', '\u2028', '\u0007'])(
  "what a customer wrote (%j) cannot write on the operator's terminal",
  (text) => {
    const shown = line(noted(`1 Main St${text}.`))
    expect(shown).toMatch(/1 Main St\\u[0-9a-f]{4}/)
    expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u)
    const body = new TextEncoder().encode(JSON.stringify(noted(`${text}.`)))
    const letter = {
      sequence: 3,
      service: 'desk',
      kind: 'failed',
      tries: 8,
      history: [],
      subject: 's',
      at,
      error: text,
      body,
    } as const
    expect(letterLines(letter, today).join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u)
  },
)

test('a dead letter shows where it came from, why it is there, and what it says', () => {
  const body = new TextEncoder().encode('{"a":\n1}')
  const letter = {
    sequence: 3,
    service: 'desk',
    kind: 'failed',
    tries: 8,
    history: [],
    subject: 's',
    at,
    error: 'e',
    body,
  } as const
  expect(letterLines(letter, today)).toEqual([
    '     3  2026-11-22T12:00:01.234Z  desk       failed      8x  s  e',
    '        {"a": 1}',
  ])
})

test('the id of a loan is found in any message, and dates the request', () => {
  const body = new TextEncoder().encode(JSON.stringify(sample('CopyReserved')))
  expect(library.correlationIn(body)).toBe('01890a5d-ac96-774b-bcce-b302099a8057')
  expect(library.correlationIn(new TextEncoder().encode('no JSON'))).toBeUndefined()
  expect(timeOfId('01890a5d-ac96-774b-bcce-b302099a8057')).toEqual(new Date('2023-06-30T03:34:18.518Z'))
  expect(timeOfId('x')).toBeUndefined()
})
