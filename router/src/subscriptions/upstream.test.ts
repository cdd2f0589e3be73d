import type { Variables } from '../executor.ts'
import { until } from '../../testing/until.ts'
import { waitBefore } from './backoff.ts'
import type { Sink } from './connections.ts'
import type { Ending } from './event.ts'
import type { UpstreamSubscription } from './resumable.ts'
import { Upstream } from './upstream.ts'

const SUBSCRIPTION: UpstreamSubscription = {
  service: 's',
  query: 'subscription { changed }',
  operationName: undefined,
  variableNames: ['id'],
  resume: { variable: 'routerAfter', field: 'it', cursor: 'routerCursor', initial: () => undefined },
}
const event = (n: number) => ({ data: { it: { n, routerCursor: `c${n}` } } })
const LOST = { code: 1006, reason: '' }

function upstream(subscription = SUBSCRIPTION, reconnectMs = 10_000) {
  const subscriptions: { variables: Variables; sink: Sink; closed: boolean }[] = []
  const heard: unknown[] = []
  const results: unknown[] = []
  let ending: Ending | undefined
  const made = new Upstream(
    subscription,
    { id: '1', other: 2 },
    (variables, sink) => {
      const one = { variables, sink, closed: false }
      subscriptions.push(one)
      return () => void (one.closed = true)
    },
    { backoff: { firstMs: 1, maxMs: 2 }, startMs: 0, reconnectMs },
    {
      event: ({ result }) => {
        results.push(result)
        heard.push(result.data?.['it'])
      },
      end: (how) => void (ending = how),
    },
  )
  made.start()
  const last = () => {
    const one = subscriptions.at(-1)
    if (!one) throw new Error('nothing was opened')
    return one
  }
  return { made, subscriptions, heard, results, last, ending: () => ending }
}

test('it is reopened after the last cursor, and duplicates are dropped', async () => {
  const { subscriptions, heard, last } = upstream()
  last().sink.next(event(1))
  last().sink.next(event(2))
  last().sink.failed(LOST)
  await until(() => subscriptions.length === 2)
  expect(subscriptions.map(({ variables }) => variables)).toEqual([
    { id: '1', routerAfter: null },
    { id: '1', routerAfter: 'c2' },
  ])
  last().sink.next(event(2))
  last().sink.next(event(3))
  expect(heard).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
})

test.each([
  ['errors that are null', { data: { it: { n: 1 } }, errors: null }, { data: { it: { n: 1 } } }],
  [
    'an error without a message',
    { data: { it: { n: 1 } }, errors: [{}] },
    { data: { it: { n: 1 } }, errors: [{ message: 'The subgraph gave an error without a message.' }] },
  ],
  ['null', { data: null }, { data: null, errors: [{ message: 'Subgraph "s" gave no valid answer' }] }],
])('an event with %s is read as any other answer', (_, response, expected) => {
  const { results, last, ending } = upstream()
  last().sink.next(response)
  last().sink.next(event(2))
  expect(results[0]).toMatchObject(expected)
  expect([results.length, ending()]).toEqual([2, undefined])
})

test('what an earlier connection still sends is ignored', async () => {
  const { subscriptions, heard, ending } = upstream()
  subscriptions[0]?.sink.next(event(1))
  subscriptions[0]?.sink.failed(LOST)
  await until(() => subscriptions.length === 2)
  subscriptions[0]?.sink.next(event(9))
  subscriptions[0]?.sink.complete()
  expect([heard, ending()]).toEqual([[{ n: 1 }], undefined])
})

test.each([
  [
    'as a result',
    (sink: Sink) => sink.next({ errors: [{ message: 'not now', extensions: { code: 'SERVICE_UNAVAILABLE' } }] }),
  ],
  ['as a refusal', (sink: Sink) => sink.failed([{ message: 'not now', extensions: { code: 'SERVICE_UNAVAILABLE' } }])],
])('a subgraph that says %s that it is unavailable is asked again', async (_what, say) => {
  const { subscriptions, last, ending } = upstream()
  last().sink.next(event(1))
  say(last().sink)
  await until(() => subscriptions.length === 2)
  expect(ending()).toBeUndefined()
})

test('a refusal is its end, with the subgraph named', () => {
  const { last, ending } = upstream()
  last().sink.failed([{ message: 'no', extensions: { code: 'CURSOR_EXPIRED' } }])
  expect(ending()).toEqual({ errors: [{ message: 'no', extensions: { code: 'CURSOR_EXPIRED', service: 's' } }] })
})

test('when it is completed, so are its followers', () => {
  const { last, ending } = upstream()
  last().sink.complete()
  expect(ending()).toEqual({})
})

test('a subgraph that does not let the token in any more ends it with UNAUTHENTICATED', () => {
  const { last, ending } = upstream()
  last().sink.failed({ code: 4403, reason: 'Token expired' })
  expect(ending()?.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' })
})

test.each([
  ['its subgraph is unavailable for too long', SUBSCRIPTION, 0],
  ['it has no cursor to go on after', { ...SUBSCRIPTION, resume: undefined }, 10_000],
])('it ends as unavailable when %s', (_what, subscription, reconnectMs) => {
  const { last, ending } = upstream(subscription, reconnectMs)
  last().sink.next(event(1))
  last().sink.failed(LOST)
  expect(ending()?.errors?.[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
})

test('when it is stopped, its connection is closed and nothing more is opened', () => {
  const { made, last, ending } = upstream()
  made.stop()
  expect(last().closed).toBe(true)
  last().sink.failed(LOST)
  expect(ending()).toBeUndefined()
})

test('waits double up to the longest, each between half of it and the whole', () => {
  const backoff = { firstMs: 100, maxMs: 1000 }
  expect([0, 1, 2, 3, 4, 1e6].map((attempt) => waitBefore(attempt, backoff, () => 1))).toEqual([
    100, 200, 400, 800, 1000, 1000,
  ])
  expect(waitBefore(0, backoff, () => 0)).toBe(50)
})
