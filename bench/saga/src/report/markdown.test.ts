import type { Highest } from '../measures/highest.ts'
import type { Steady } from '../measures/steady.ts'
import { readOptions } from '../options.ts'
import type { SagaFigures } from '../run.ts'
import { markdown } from './markdown.ts'

const times = (p50: number) => ({ count: 10, p50, p99: 2 * p50, max: 3 * p50 })
const steady: Steady = {
  ...{ sent: 10, accepted: 10, refused: {}, done: 10, lost: 0 },
  ...{ latency: times(25), answer: times(5), lateness: times(1) },
  ...{ cpuMsPerOrder: { order: 1.5, pay: 0.5 }, generatorCpuMsPerOrder: 0.2, memory: {} },
  ...{ ratePerSecond: 20, seconds: 60, donePerSecond: 20, drainMs: 10 },
}
const highest: Highest = { closed: { ...steady, inFlight: 64, donePerSecond: 300 }, tried: [steady], held: steady }
const shop: SagaFigures = {
  ...{ name: 'shop', settings: ['as it comes'], versions: { NATS: '2.15.1' }, idleMemory: { order: 100e6, pay: 50e6 } },
  ...{ rates: [steady], highest, hot: null, growth: null, soak: null, counts: [] },
  books: { accepted: 10, done: 10, unitsSold: 10 },
}
const machine = {
  ...{
    cpu: 'one',
    cores: 2,
    memoryGiB: 8,
    kernel: '6',
    node: 'v24',
    loadBefore: 0.1,
    freeShare: 0.995,
    commit: 'abc',
    at: 'now',
  },
}
const report = (...measured: SagaFigures[]): string => {
  const options = readOptions([])
  return markdown(machine, options, measured)
}

test('systems stand below one another in each table', () => {
  const text = report(shop, { ...shop, name: 'Restate', highest: { ...highest, held: null } })
  expect(text).toMatch(/^\| shop +\| +20 \| +10 \| +10 \| +0 \| +0 \| +25 \| +50 \| +75 \|/m)
  expect(text).toMatch(/^\| Restate \| none +\| +300 \|/m)
  expect(text).toMatch(/^\| shop +\| +2 \| +0.200 \| order 1.50, pay 0.50 \|$/m)
  expect(text).toMatch(/^\| shop +\| all +\| +150 \|$/m)
})
test('what was not measured has no heading', () => {
  expect(report(shop)).not.toMatch(/^## Growth/m)
  expect(report({ ...shop, highest: null })).not.toMatch(/^## Highest/m)
})
test('books that do not balance are said loudly', () => {
  expect(report(shop)).toMatch(/\| yes /)
  expect(report({ ...shop, books: { accepted: 10, done: 10, unitsSold: 11 } })).toMatch(/\| NO /)
  expect(report({ ...shop, books: { accepted: 10, done: 10, unitsSold: null } })).toMatch(/not known +\| not known /)
})
test('where one system was soaked, the rows of the others are as long', () => {
  const bytes = { order: 200e6, pay: 60e6 }
  const soak = { load: steady, idle: bytes, early: bytes, late: bytes, max: bytes }
  const text = report({ ...shop, soak }, { ...shop, name: 'Restate' })
  expect(text).toMatch(/^\| shop +\| order +\| +100 \| +200 \| +200 \| +200 \| +200 \|$/m)
  expect(text).toMatch(/^\| Restate +\| order +\| +100 \| +- \| +- \| +- \| +- \|$/m)
})

test('what is counted of one order stands by service, the loads beside each other', () => {
  const amount = { times: 1.5, rows: 2, bytes: 1_200 }
  const postgres = {
    ...{
      transactions: 4,
      'rows inserted': 9,
      'rows updated': 6,
      'of these, in their page (HOT)': 0,
      'rows deleted': 0,
    },
    ...{ 'WAL records': 90, 'WAL bytes': 20_000, 'whole pages in the WAL': 0 },
  }
  const traffic = { 'order, MongoDB': { 'update orders': amount, 'find health': { ...amount, times: 0 } } }
  const counts = [20, 50].map((rate) => ({ load: `${rate} a second`, orders: 10, traffic, postgres }))
  const text = report({ ...shop, counts })
  expect(text).toMatch(/^\| order, MongoDB \| update orders \| +1\.50 \| +2 \| +1\.20 \| +1\.50 \| +2 \| +1\.20 \|$/m)
  expect(text).toMatch(/^\| WAL bytes +\| +20000 \| +20000 \|$/m)
  expect(text).not.toContain('find health')
})
