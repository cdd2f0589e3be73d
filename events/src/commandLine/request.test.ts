import { UsageError, requestOf } from './request.ts'

const now = new Date('2026-11-22T12:00:00.000Z')
const asked = (line: string) => requestOf(line.split(' ').filter(Boolean), now)

test.each([
  ['tail', { command: 'tail', json: false }],
  ['tail --json', { command: 'tail', json: true }],
  ['replay', { command: 'replay', json: false, order: undefined, since: undefined }],
  ['replay --order x --json', { command: 'replay', json: true, order: 'x', since: undefined }],
  ['replay --since 10m', { command: 'replay', json: false, since: new Date('2026-11-22T11:50:00.000Z') }],
  ['replay --since 2d', { command: 'replay', since: new Date('2026-11-20T12:00:00.000Z') }],
  ['replay --since 2026-11-22T09:30:00+09:00', { since: new Date('2026-11-22T00:30:00.000Z') }],
  ['dead --order x --service pay', { command: 'dead', order: 'x', service: 'pay' }],
  ['dead replay 7 12', { command: 'dead replay', sequences: [7, 12], all: false }],
  ['dead replay --order x', { command: 'dead replay', sequences: [], order: 'x' }],
  ['dead drop --all', { command: 'dead drop', sequences: [], all: true }],
  ['dead replay --help', { command: 'help' }],
  ['help', { command: 'help' }],
])('%s', (line, request) => expect(asked(line)).toMatchObject(request))

test.each([
  ['', 'Which command?'],
  ['tails', 'tails: there is no such command'],
  ['tail now', 'tail takes no now'],
  ['tail --since 10m', 'tail has no option --since'],
  ['replay --all', 'replay has no option --all'],
  ['replay --since yesterday', '--since yesterday: expected'],
  ['replay --since 2026-13-41', '--since 2026-13-41: expected'],
  ['replay --since', 'since'],
  ['replay --frob', '--frob'],
  ['dead bury', 'dead bury: there is no such command'],
  ['dead replay', 'which?'],
  ['dead replay 0', '0: expected the number'],
  ['dead drop 1 --all', 'either numbers or options'],
  ['dead drop 1 --json', 'dead drop has no option --json'],
])('"%s" is told what is wrong', (line, message) => {
  expect(() => asked(line)).toThrow(UsageError)
  expect(() => asked(line)).toThrow(message)
})
