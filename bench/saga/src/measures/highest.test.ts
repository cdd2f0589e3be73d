import { holds } from './highest.ts'
import type { Steady } from './steady.ts'

const times = { count: 100, p50: 20, p99: 90, max: 100 }
const result: Steady = {
  ...{ sent: 100, accepted: 100, refused: {}, done: 100, lost: 0, latency: times, answer: times, lateness: times },
  ...{ cpuMsPerOrder: {}, generatorCpuMsPerOrder: 0, memory: {} },
  ...{ ratePerSecond: 20, seconds: 5, donePerSecond: 20, drainMs: 50 },
}

test('a rate holds where every order is done soon after it came', () => expect(holds(result)).toBe(true))
test.each<[string, Partial<Steady>]>([
  ['orders were refused', { accepted: 99, done: 99, refused: { LIMIT_EXCEEDED: 1 } }],
  ['an order was lost', { done: 99, lost: 1 }],
  ['a queue was left at the end', { drainMs: 5_000 }],
  ['orders waited for seconds', { latency: { ...times, p99: 3_000 } }],
])('it does not where %s', (_, change) => expect(holds({ ...result, ...change })).toBe(false))
