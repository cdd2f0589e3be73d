import { library } from '../testing/library.ts'
import { UsageError, requestOf } from './request.ts'

const now = new Date('2026-11-22T12:00:00.000Z')
const id = '01890a5d-ac96-774b-bcce-b302099a8057'
const parsed = (line: string) => requestOf(line.split(' ').filter(Boolean), now, library)

test.each([
  ['tail', { command: 'tail', json: false, filter: { saga: false } }],
  ['tail --json', { command: 'tail', json: true }],
  [
    'tail --saga --service desk --member ann',
    { filter: { saga: true, service: 'desk', fields: [['memberId', 'ann']] } },
  ],
  ['replay', { command: 'replay', json: false, since: undefined }],
  [`replay --loan ${id} --json`, { command: 'replay', json: true, filter: { correlation: id }, since: undefined }],
  ['replay --type LoanRequested', { command: 'replay', filter: { type: 'LoanRequested' } }],
  ['replay --since 10m', { command: 'replay', json: false, since: new Date('2026-11-22T11:50:00.000Z') }],
  ['replay --since 2d', { command: 'replay', since: new Date('2026-11-20T12:00:00.000Z') }],
  ['replay --since 2026-11-22T09:30:00+09:00', { since: new Date('2026-11-22T00:30:00.000Z') }],
  [`dead --loan ${id} --service desk`, { command: 'dead', correlation: id, service: 'desk' }],
  ['dead replay 7 12', { command: 'dead replay', sequences: [7, 12], all: false }],
  [`dead replay --loan ${id}`, { command: 'dead replay', sequences: [], correlation: id }],
  ['dead drop --all', { command: 'dead drop', sequences: [], all: true }],
])('%s', (line, request) => expect(parsed(line)).toMatchObject(request))

test.each([
  ['--help', 'replay --loan ID'],
  ['tail --help', '--saga'],
  ['dead replay --help', '--all'],
])('%s is answered with what there is', (line, text) => {
  const request = parsed(line)
  expect(request).toMatchObject({ command: 'help', text: expect.stringContaining(text) })
})

test.each([
  ['', 'Which command'],
  ['tails', "unknown command 'tails'"],
  ['tail now', 'too many arguments'],
  ['tail --since 10m', "unknown option '--since'"],
  ['replay --all', "unknown option '--all'"],
  ['replay --loan 17', "'--loan <id>' argument '17' is invalid. Expected the id of a loan"],
  ['replay --type LoanRequest', "'LoanRequest' is invalid. Expected the name of an event"],
  ['tail --service till', "'till' is invalid. Expected one of: lending, catalogue, desk."],
  ['replay --since yesterday', "'yesterday' is invalid. Expected 30s"],
  ['replay --since 2026-13-41', "'2026-13-41' is invalid. Expected 30s"],
  ['replay --since 2026-02-30', "'2026-02-30' is invalid. Expected 30s"],
  ['replay --since 999999d', "'999999d' is invalid. Expected a time from 1970 on"],
  ['replay --since 2030-01-01', "'2030-01-01' is invalid. Expected a time from 1970 on that is past"],
  ['replay --since', "'--since <time>' argument missing"],
  ['replay --frob', "unknown option '--frob'"],
  ['dead discard', 'discard'],
  ['dead --loan 17', "'17' is invalid"],
  ['dead replay', 'which?'],
  ['dead replay 0', "'0' is invalid for argument 'numbers'. Expected the number"],
  ['dead drop 1 --all', 'either numbers or options'],
  ['dead drop 1 --json', "unknown option '--json'"],
])('"%s" is refused with the reason, in one line', (line, message) => {
  expect(() => parsed(line)).toThrow(UsageError)
  expect(() => parsed(line)).toThrow(message)
  expect(() => parsed(line)).not.toThrow(/\n/)
})
