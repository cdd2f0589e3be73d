import { Writable } from 'node:stream'
import { createLog } from '@shop/platform/log.ts'
import { invalidAnswerLog, invalidAnswerOf } from './invalid-answer.ts'

const of = (status: number, headers: Record<string, string>, body: string) =>
  invalidAnswerOf(status, headers, Buffer.from(body))

test.each([
  [200, '{"data":{"x":1}}'],
  [200, ' {"extensions":{},"data":null} '],
  [500, '{"errors":[{"message":"x"}]}'],
])('an answer of GraphQL is one, whatever its status: %i %s', (status, body) => {
  expect(of(status, {}, body)).toBeUndefined()
})

test('any other answer is reported: status, type, its beginning, and Retry-After', () => {
  const page = `<html>${'é'.repeat(500)}</html>`
  expect(of(503, { 'content-type': 'text/html', 'retry-after': '7' }, page)).toEqual({
    status: 503,
    type: 'text/html',
    start: page.slice(0, 200),
    retryAfter: 7,
  })
})

test.each([
  ['7', 7],
  ['0', 1],
  ['999999', 3600],
  ['soon', undefined],
  ['', undefined],
  [new Date(Date.now() + 90_000).toUTCString(), expect.closeTo(90, -1)],
])('Retry-After: %s', (header, seconds) => {
  expect(of(503, { 'retry-after': header }, '')?.retryAfter).toEqual(seconds)
})

test('the log has what a subgraph answered, once a second for each', () => {
  const lines: string[] = []
  const destination = new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) })
  const log = invalidAnswerLog(createLog({ name: 'router', level: 'info', pretty: false, destination }))
  const answer = { status: 502, type: 'text/html', start: '<html>Bad Gateway', retryAfter: undefined }
  for (let time = 0; time < 3; time++) log('stars', answer)
  log('books', answer)
  const { retryAfter: _, ...logged } = answer
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'warn', service: 'stars', ...logged }),
    expect.objectContaining({ level: 'warn', service: 'books', ...logged }),
  ])
})
