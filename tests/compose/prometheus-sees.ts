/**
 * `node tests/compose/prometheus-sees.ts scraped|pushed URL`: which parts of the shop a Prometheus has the metrics of. Its line begins with
 * "all" where none is missing and every rule can be evaluated.
 */
import { services } from '@shop/dev/shop/topology.ts'
import { z } from 'zod'

const Targets = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({ labels: z.object({ job: z.string() }), health: z.string(), lastError: z.string() }),
    ),
  }),
})
const Samples = z.object({
  data: z.object({ result: z.array(z.object({ metric: z.object({ job: z.string() }), value: z.array(z.unknown()) })) }),
})
const Rules = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(z.object({ name: z.string(), health: z.string(), lastError: z.string().default('') })),
      }),
    ),
  }),
})

const [what = '', url = ''] = process.argv.slice(2)
const get = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json()

async function scraped(): Promise<string> {
  const { data } = Targets.parse(await get('/api/v1/targets'))
  const health = new Map(
    data.activeTargets.map(({ labels, health: seen, lastError }) => [labels.job, lastError || seen]),
  )
  const missing = services.filter((name) => health.get(name) !== 'up')
  return missing.length === 0
    ? `all ${services.length} parts are scraped`
    : `not scraped: ${missing.map((name) => `${name} (${health.get(name) ?? 'no target'})`).join(', ')}`
}

/** An instance that is scraped is called by its address, one that pushes by a UUID. */
async function pushed(): Promise<string> {
  const query = encodeURIComponent('count by (job) ({instance=~".{8}-.*", __name__=~".+"})')
  const { data } = Samples.parse(await get(`/api/v1/query?query=${query}`))
  const series = new Map(data.result.map(({ metric, value }) => [metric.job, Number(value[1])]))
  const missing = services.filter((name) => !series.has(name))
  return missing.length === 0
    ? `all ${services.length} parts push: ${services.map((name) => `${name} ${series.get(name)} series`).join(', ')}`
    : `nothing is pushed by ${missing.join(', ')}`
}

async function evaluated(): Promise<string> {
  const { data } = Rules.parse(await get('/api/v1/rules'))
  const rules = data.groups.flatMap((group) => group.rules)
  const failing = rules.filter(({ health }) => health !== 'ok')
  if (rules.length === 0) throw new Error('there is no rule')
  if (failing.length > 0) throw new Error(failing.map(({ name, lastError }) => `${name}: ${lastError}`).join('; '))
  return `${rules.length} rules evaluated`
}

const check = { scraped, pushed }[what]
if (!check) throw new Error(`expected scraped or pushed, got ${what}`)
const parts = await check()
console.log(`${parts}; ${await evaluated()}`)
