import { simulate } from './campaign.ts'
import { flaws } from './flaws.ts'
import { real } from './overrides.ts'
import { type SimulationPlan, planOf } from './plan.ts'
import { play } from './play.ts'
import { shrink } from './shrink.ts'
import { failureReport } from './failure-report.ts'

import.meta.jest.setTimeout(300_000)

const seeds = 1_000 // known to be right; `npm run simulate` looks further
const sampleMs = Number(process.env.SIMULATION_SAMPLE_MS ?? 60_000)

/** Every run of the tests plays the same seeds, as far as its time goes, so that none fails now and then. */
test(
  'whatever the network and the processes do, the shop comes to rest and every invariant holds',
  async () => {
    const ends = performance.now() + sampleMs
    const campaign = await simulate(1, ({ runs }) => runs < seeds && performance.now() < ends)
    if (campaign.failure) throw new Error(await failureReport(campaign.failure.plan))
    expect(campaign.runs).toBeGreaterThan(0)
  },
  sampleMs + 300_000,
)

test('the same seed is the same history, another is another', async () => {
  const [once, again, another] = [await play(planOf(7)), await play(planOf(7)), await play(planOf(8))]
  expect(again).toEqual(once)
  expect(another.fingerprint).not.toBe(once.fingerprint)
})

const waysToEnd = [
  ...['CANCELLED', 'COMPLETED', 'COMPLETED after a refused cancellation', 'CONFIRMED'],
  ...['CONFIRMED after a refused cancellation', 'REJECTED ACCOUNT_NOT_FOUND', 'REJECTED INSUFFICIENT_POINTS'],
  ...['REJECTED OUT_OF_STOCK', 'REJECTED PRICE_CHANGED', 'REJECTED PRODUCT_NOT_FOUND', 'REJECTED TIMED_OUT'],
]

test('orders end in all the ways there are', async () => {
  const isSeen = (ends: ReadonlyMap<string, number>) => waysToEnd.every((way) => ends.has(way))
  const { ends } = await simulate(1, (campaign) => campaign.runs < seeds && !isSeen(campaign.ends))
  expect([...ends.keys()]).toEqual(expect.arrayContaining(waysToEnd))
})

test('a failure is reported with a small set of requests and faults', async () => {
  const broken = flaws.find(([name]) => name.startsWith('pay without tombstones'))?.[1]
  const overrides = { ...real, ...broken }
  const fails = async (plan: SimulationPlan) => (await play(plan, overrides)).broken.length > 0
  let plan = planOf(1)
  for (let seed = 2; seed < seeds && !(await fails(plan)); seed += 1) plan = planOf(seed)
  const short = await shrink(plan, fails, 200)
  expect(short.workload.length).toBeLessThan(plan.workload.length / 4)
  expect(await fails(short)).toBe(true)
})
