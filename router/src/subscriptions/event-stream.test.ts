import type { Result } from '../executor.ts'
import type { UpstreamEvent } from './event.ts'
import { upstreamEvent } from './event.ts'
import { EventStream } from './event-stream.ts'

const event = (n: number) => upstreamEvent({ data: { n } })

function stream(limits = { events: 3, bytes: 1000 }, answer = ({ result }: UpstreamEvent) => Promise.resolve(result)) {
  const seen = { released: 0, slow: 0 }
  const made = new EventStream({ limits, answer, release: () => void seen.released++, slow: () => void seen.slow++ })
  return { made, seen }
}

test('events come out in order, also when their answers do not', async () => {
  const waiting: PromiseWithResolvers<Result>[] = []
  const { made } = stream(undefined, () => {
    const answer = Promise.withResolvers<Result>()
    waiting.push(answer)
    return answer.promise
  })
  for (const n of [1, 2, 3]) made.push(event(n))
  expect(waiting.length).toBe(3)
  for (const [index, { resolve }] of [...waiting.entries()].toReversed()) resolve({ data: { n: index } })
  expect([await made.next(), await made.next(), await made.next()].map(({ value }) => value?.data)).toEqual([
    { n: 0 },
    { n: 1 },
    { n: 2 },
  ])
})

test('what waits is still given when the source has ended, then its last word, then nothing', async () => {
  const { made, seen } = stream()
  made.push(event(1))
  made.finish({ errors: [{ message: 'over' }] })
  expect(seen.released).toBe(1)
  expect(await made.next()).toEqual({ done: false, value: { data: { n: 1 } } })
  expect(await made.next()).toEqual({ done: false, value: { errors: [{ message: 'over' }] } })
  expect(await made.next()).toEqual({ done: true, value: undefined })
})

test('`return` ends it at once, also while the next event is waited for', async () => {
  const { made, seen } = stream()
  const next = made.next()
  await made.return()
  expect(await next).toEqual({ done: true, value: undefined })
  made.push(event(1))
  expect([await made.next(), seen]).toEqual([
    { done: true, value: undefined },
    { released: 1, slow: 0 },
  ])
})

test.each([
  ['count', { events: 2, bytes: 1000 }],
  ['bytes', { events: 100, bytes: 20 }],
])('a client that falls behind by %s is given up, not dropped from', async (_what, limits) => {
  const { made, seen } = stream(limits)
  for (const n of [1, 2, 3]) made.push(event(n))
  expect(seen).toEqual({ released: 1, slow: 1 })
  expect(await made.next()).toEqual({ done: true, value: undefined })
})

test('one event that is larger than the limit is delivered all the same', async () => {
  const { made, seen } = stream({ events: 10, bytes: 4 })
  made.push(event(1))
  expect([(await made.next()).value, seen.slow]).toEqual([{ data: { n: 1 } }, 0])
})
