import { backlogIn, partsAmiss, memoryMiB, span } from './process-figures.ts'

test('the backlog is the sum of what waits for a service', () => {
  const metrics = '# TYPE shop_consumer_lag gauge\nshop_consumer_lag{a="b"} 3\nshop_consumer_lag{a="c"} 4\nother 9\n'
  expect([backlogIn(metrics), backlogIn('shop_consumer_lag 12\n'), backlogIn('other 9\n')]).toEqual([7, 12, undefined])
})

test('a ready process reports the dependencies that it lacks', () => {
  const said = (parts: object) => JSON.stringify({ status: 'ready', parts })
  expect(partsAmiss(said({ mongo: 'up', nats: 'up' }))).toBeUndefined()
  expect(partsAmiss(said({ mongo: 'up', nats: 'down', publishing: 'down' }))).toBe(
    'ready, but nats is down, publishing is down',
  )
})

test('the memory of this process is some megabytes, and of none is nothing', () => {
  expect(memoryMiB(process.pid)).toBeGreaterThan(10)
  expect(memoryMiB(2 ** 30)).toBeUndefined()
})

test.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [7_200_000, '2 h'],
  [172_800_000, '2 d'],
])('%d ms are %s', (milliseconds, text) => expect(span(milliseconds)).toBe(text))
