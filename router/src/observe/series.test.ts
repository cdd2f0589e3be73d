import { Counter, Histogram, Registry } from 'prom-client'
import { SeriesCounter, SeriesHistogram } from './series.ts'

const about = { name: 'a', help: 'what is counted', labelNames: ['kind', 'outcome'] as const }
const SERIES = [
  { kind: 'query', outcome: 'ok' },
  { kind: 'mutation', outcome: 'failed' },
]

/** Text and values of two registries that should have the same. */
async function shown(...registries: readonly Registry[]) {
  return Promise.all(
    registries.map(async (registry) => ({
      text: await registry.metrics(),
      values: (await registry.getMetricsAsJSON()).map(({ values }) => values),
    })),
  )
}

test('a counter of series shows what a counter shows, at each collection', async () => {
  const [ours, theirs] = [new Registry(), new Registry()]
  const counter = new SeriesCounter({ ...about, registers: [ours] })
  const expected = new Counter({ ...about, registers: [theirs] })
  const series = SERIES.map((labels) => counter.series(labels))
  expect((await shown(ours, theirs))[0]).toEqual((await shown(ours, theirs))[1]) // nothing has been counted
  for (const times of [1, 3]) {
    for (const each of series) each.total += times
    for (const labels of SERIES) expected.inc(labels, times)
    const [one, other] = await shown(ours, theirs)
    expect(one).toEqual(other)
  }
})

test('what a series has counted is another one from when they are merged', async () => {
  const registry = new Registry()
  const counter = new SeriesCounter({ ...about, registers: [registry] })
  const [first, second] = SERIES.map((labels) => counter.series(labels))
  if (!first || !second) throw new Error('there are two')
  first.total = 2
  second.total = 1
  await registry.metrics()
  first.total = 5
  counter.merge(first, second.labels)
  expect(await registry.getSingleMetricAsString('a')).toMatch(
    /TYPE a counter\na\{kind="mutation",outcome="failed"\} 6$/,
  )
})

test('a histogram of series shows what a histogram shows', async () => {
  const [ours, theirs] = [new Registry(), new Registry()]
  const buckets = [0.001, 0.5, 1]
  const histogram = new SeriesHistogram({ ...about, buckets, registers: [ours] })
  const expected = new Histogram({ ...about, buckets, registers: [theirs] })
  for (const labels of SERIES) {
    const series = histogram.series(labels)
    for (const value of [0, 0.001, 0.0011, 0.5, 0.75, 1, 1.5, 100]) {
      series.observe(value)
      expected.observe(labels, value)
    }
  }
  const [one, other] = await shown(ours, theirs)
  expect(other).toMatchObject(one ?? {}) // values of prom-client have exemplars too, all of them empty
})
