import { simulate } from './campaign.ts'
import { flaws } from './flaws.ts'
import { real } from './makings.ts'
import { planOf } from './plan.ts'
import { play } from './play.ts'
import { shrink } from './shrink.ts'
import { story } from './story.ts'

import.meta.jest.setTimeout(180_000)

const sampleMs = Number(process.env.SIMULATION_SAMPLE_MS ?? 60_000)

/** Every run of the tests begins with the same seeds, so that none fails now and then. */
test(
  'whatever the network and the processes do, the shop comes to rest and every invariant holds',
  async () => {
    const ends = performance.now() + sampleMs
    const campaign = await simulate(1, () => performance.now() < ends)
    if (campaign.failure) throw new Error(await story(campaign.failure.plan))
    expect(campaign.runs).toBeGreaterThan(0)
  },
  sampleMs + 180_000,
)

test('the same seed is the same history, another is another', async () => {
  const [once, again, another] = [await play(planOf(7)), await play(planOf(7)), await play(planOf(8))]
  expect(again).toEqual(once)
  expect(another.fingerprint).not.toBe(once.fingerprint)
})

test('orders end in all the ways there are', async () => {
  const { ends } = await simulate(1, ({ runs }) => runs < 100)
  expect([...ends.keys()].sort()).toEqual(
    expect.arrayContaining([
      ...['CANCELLED', 'COMPLETED', 'COMPLETED after a refused cancellation', 'CONFIRMED'],
      ...['CONFIRMED after a refused cancellation', 'REJECTED ACCOUNT_NOT_FOUND', 'REJECTED INSUFFICIENT_POINTS'],
      ...['REJECTED OUT_OF_STOCK', 'REJECTED PRICE_CHANGED', 'REJECTED PRODUCT_NOT_FOUND', 'REJECTED TIMED_OUT'],
    ]),
  )
})

test('what goes wrong is told with few wishes and few accidents', async () => {
  const broken = flaws.find(([name]) => name.startsWith('pay without tombstones'))?.[1]
  const makings = { ...real, ...broken }
  const fails = async (plan: ReturnType<typeof planOf>) => (await play(plan, makings)).broken.length > 0
  let seed = 1
  while (!(await fails(planOf(seed))) || planOf(seed).wishes.length < 20) seed += 1
  const short = await shrink(planOf(seed), fails)
  expect(short.wishes.length).toBeLessThan(6)
  expect(short.accidents.length).toBeLessThan(2)
})
