import { readFileSync } from 'node:fs'
import { alerts } from '@shop/dev/observability/alerts.ts'
import { dashboards } from '@shop/dev/observability/dashboards.ts'
import { recordings } from '@shop/dev/observability/recording.ts'
import { runbookOf } from '@shop/dev/observability/rules.ts'
import { keySet } from '@shop/platform/key-set.ts'
import { createMetrics } from '@shop/platform/metrics.ts'
import { TracedShop } from '../tracing/traced-shop.ts'
import { expressions, metricsIn } from './expressions.ts'

/** Names that a text of metrics has, and those that a histogram's stand for. */
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name],
  )
}

async function metricsOfRunningShop(): Promise<ReadonlySet<string>> {
  const withKeys = createMetrics('with an identity provider')
  keySet(new URL('http://127.0.0.1:9/keys'), { metrics: withKeys })
  const shop = await TracedShop.start()
  try {
    const urls = [shop.router, ...shop.services.all].map(({ url }) => url.replace('/graphql', '/metrics'))
    const contents = await Promise.all(urls.map(async (url) => (await fetch(url)).text()))
    return new Set([...contents, await withKeys.metrics()].flatMap(namesIn))
  } finally {
    await shop.stop()
  }
}

test('every expression names metrics that the shop has', async () => {
  const there = new Set(['up', ...recordings.map(({ record }) => record), ...(await metricsOfRunningShop())])
  const unknown = [...expressions].flatMap(([where, expr]) =>
    metricsIn(expr)
      .filter((name) => !there.has(name))
      .map((name) => `${where}: ${name}`),
  )
  expect(unknown).toEqual([])
  expect(expressions.size).toBeGreaterThan(70)
}, 60_000)

test('what is no PromQL is noticed', () => {
  expect(metricsIn('sum by (a) (rate(x_total{b="c"}[5m])) / y')).toEqual(['x_total', 'y'])
  expect(() => metricsIn('sum(rate(x_total[5m])')).toThrow('no PromQL')
})

test('every alert has its runbook, with what it means, how to look and what to do; and no other is there', () => {
  const text = readFileSync(new URL('../../docs/runbooks.md', import.meta.url), 'utf8')
  const sections = text.split(/^## /m).slice(1)
  expect(sections.map((section) => section.split('\n')[0])).toEqual(alerts.map(runbookOf))
  for (const section of sections) expect(section).toMatch(/\*\*Means\.\*\*[^]*\*\*Look\.\*\*[^]*\*\*Do\.\*\*/)
})

test('every panel says in a sentence what to read off it, and no two of a page are called alike', () => {
  for (const { panels } of dashboards) {
    for (const { description } of panels) expect(description).toMatch(/^[A-Z].*\.$/)
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
  }
})
