import { readArguments, UsageError } from './arguments.ts'

const now = new Date('2026-01-01T12:00:00.000Z')
const read = (line: string) => readArguments(line.split(' '), now)

test.each([
  ['tail', { command: 'tail', json: false }],
  ['tail --json', { command: 'tail', json: true }],
  ['replay', { command: 'replay', json: false }],
  ['replay --order o1', { command: 'replay', json: false, orderId: 'o1' }],
  ['replay --since 10m', { command: 'replay', json: false, since: new Date('2026-01-01T11:50:00.000Z') }],
  ['replay --since 2026-01-01T00:00:00Z', { command: 'replay', json: false, since: new Date('2026-01-01T00:00:00Z') }],
  ['dead', { command: 'dead', action: 'list', json: false }],
  ['dead replay 7', { command: 'dead', action: 'replay', which: { sequence: 7 } }],
  ['dead replay --order o1', { command: 'dead', action: 'replay', which: { orderId: 'o1' } }],
  ['dead drop --all', { command: 'dead', action: 'drop', which: 'all' }],
  ['--help', { command: 'help' }],
])('%s is understood', (line, asked) => expect(read(line)).toEqual(asked))

test.each([
  ['follow', 'no command "follow"'],
  ['tail twice', 'no command'],
  ['dead replay', 'say which'],
  ['dead replay 7 --all', 'say which'],
  ['dead replay seven', '"seven" is not the number'],
  ['dead drop 0', '"0" is not the number'],
  ['replay --since yesterday', '--since: expected'],
  ['tail --colour', '--colour'],
])('%s is told what is wrong', (line, problem) => {
  expect(() => read(line)).toThrow(UsageError)
  expect(() => read(line)).toThrow(problem)
})
