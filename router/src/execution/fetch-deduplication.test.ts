import type { ExecutionContext, UpstreamOutcome, UpstreamRequest, Upstreams } from '../executor.ts'
import { FetchDeduplication } from './fetch-deduplication.ts'
import { UpstreamHeaders } from '../upstream/upstream-headers.ts'
import { answered } from '../../testing/execution/local-upstreams.ts'

/** Answers on demand. */
class Patient implements Upstreams {
  readonly sent: { request: UpstreamRequest; context: ExecutionContext; done: (outcome: UpstreamOutcome) => void }[] =
    []

  send(request: UpstreamRequest, context: ExecutionContext, done: (outcome: UpstreamOutcome) => void): void {
    this.sent.push({ request, context, done })
  }
}

const request = { service: 'a', body: '{"query":"{x}"}', idempotent: true }

function contextOf(authorization: string, requestId: string, deadline = 1000): ExecutionContext {
  return { headers: new UpstreamHeaders(['authorization', authorization, 'x-request-id', requestId]), deadline }
}

let patient: Patient
let shared: FetchDeduplication
let outcomes: [string, UpstreamOutcome][]

beforeEach(() => {
  patient = new Patient()
  shared = new FetchDeduplication(patient)
  outcomes = []
})

function send(name: string, context: ExecutionContext, sent: UpstreamRequest = request): void {
  shared.send(sent, context, (outcome) => outcomes.push([name, outcome]))
}

test('what is alike and under way is sent once, and answered to all', () => {
  send('one', contextOf('token', '1'))
  send('two', contextOf('token', '2'))
  expect(patient.sent).toHaveLength(1)
  const outcome = answered({ data: {} })
  patient.sent[0]?.done(outcome)
  expect(outcomes).toEqual([
    ['one', outcome],
    ['two', outcome],
  ])
  send('three', contextOf('token', '3'))
  expect(patient.sent).toHaveLength(2)
})

test.each([
  ['another authorization', contextOf('other', '2'), request],
  ['another service', contextOf('token', '2'), { ...request, service: 'b' }],
  ['another body', contextOf('token', '2'), { ...request, body: '{}' }],
  ['what changes something', contextOf('token', '2'), { ...request, idempotent: false }],
  ['less time than the first has', contextOf('token', '2', 999), request],
  [
    'another header',
    { ...contextOf('token', '2'), headers: new UpstreamHeaders(['Authorization', 'token', 'a', 'b']) },
    request,
  ],
])('%s is sent by itself', (_name, context, other) => {
  send('one', contextOf('token', '1'))
  send('two', context, other)
  expect(patient.sent).toHaveLength(2)
})

test('after a mutation its caller does not join fetches from before or during it; others do', () => {
  send('before', contextOf('token', '1'))
  send('change', contextOf('token', '2'), { ...request, idempotent: false })
  send('meanwhile', contextOf('token', '3'))
  send('somebody else', contextOf('other', '4'))
  patient.sent[1]?.done(answered({ data: {} }))
  send('after', contextOf('token', '5'))
  send('somebody else later', contextOf('other', '6'))
  const sentHeaders = patient.sent.map(({ context }) => context.headers.fields.at(-1))
  expect(sentHeaders).toEqual(['1', '2', '3', '4', '5'])
  for (const { request: sent, done } of patient.sent) if (sent.idempotent) done(answered({ data: {} }))
  expect(outcomes.map(([name]) => name).sort()).toEqual(
    ['before', 'change', 'meanwhile', 'somebody else', 'after', 'somebody else later'].sort(),
  )
})

test('a shared failure reaches all who wait for it', () => {
  send('one', contextOf('token', '1'))
  send('two', contextOf('token', '2'))
  patient.sent[0]?.done({ ok: false, reason: 'unreachable' })
  expect(outcomes.map(([, { ok }]) => ok)).toEqual([false, false])
})

test('when the first caller aborts, the fetch continues for the others', () => {
  for (const name of ['one', 'two', 'three']) send(name, contextOf('token', name))
  patient.sent[0]?.done({ ok: false, reason: 'aborted' })
  expect(patient.sent).toHaveLength(2)
  expect(patient.sent[1]?.context.headers.fields).toContain('two')
  const outcome = answered({ data: {} })
  patient.sent[1]?.done(outcome)
  expect(outcomes.map(([name]) => name)).toEqual(['one', 'two', 'three'])
})

test('fetches with a key are compared by it, whatever their bodies are', () => {
  send('one', contextOf('token', '1'), { ...request, key: 'a' })
  send('two', contextOf('token', '2'), { ...request, key: 'a' })
  send('three', contextOf('token', '3'), { ...request, key: 'b' })
  expect(patient.sent).toHaveLength(2)
})
