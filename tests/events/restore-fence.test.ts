/** Whether a service may still write, by the clocks of a machine that was suspended, or whose clock was set. */
import { until } from '@shop/dev/testing/until.ts'
import { isOutage } from '@shop/events/outage.ts'
import { RestoreFence } from '@shop/events/restore-fence.ts'
import { markRestored } from '@shop/events/restored.ts'
import { type Machinery, openMachinery } from './machinery.ts'
import { type MongoDouble, openMongoDouble } from './mongo-double.ts'

const trustedForMs = 3_000

let machinery: Machinery
beforeAll(async () => {
  machinery = await openMachinery()
})
const doubles: MongoDouble[] = []
afterAll(async () => {
  await machinery.close()
  for (const double of doubles) await double.close()
})

async function open() {
  let looks = 0
  const double = await openMongoDouble(machinery.engines.mongoUri, {
    onCommand: (name) => {
      if (name === 'find') looks += 1
    },
  })
  doubles.push(double)
  const mongo = { db: await machinery.connectMongo(double.uri) }
  const clock = { wallMs: 0, elapsedMs: 0 }
  const overtaken: unknown[] = []
  const fence = await RestoreFence.open(
    mongo,
    (error) => overtaken.push(error),
    () => ({ ...clock }),
  )
  await fence.pass()
  return { fence, clock, overtaken, double, looks: () => looks }
}

const restored = () => markRestored({ db: machinery.database })
const refusal = { message: expect.stringContaining('whether there was a restore') }

test('it looks again where that is too long ago, and else writes at once', async () => {
  const { fence, clock, looks, overtaken } = await open()
  const before = looks()
  clock.elapsedMs = clock.wallMs = trustedForMs / 2 - 1
  await fence.pass()
  expect(looks()).toBe(before)
  clock.elapsedMs = clock.wallMs = trustedForMs
  await fence.pass()
  expect([looks(), overtaken]).toEqual([before + 1, []])
})

test.each([
  ['stopped', { wallMs: trustedForMs, elapsedMs: trustedForMs }],
  ['on a machine that was suspended, whose monotonic clock stood still', { wallMs: trustedForMs, elapsedMs: 0 }],
  ['stopped while the clock was set back by an hour', { wallMs: -3_600_000, elapsedMs: trustedForMs }],
])('where a restore was finished while it was %s, it may not write, and the process is to end', async (_, later) => {
  const { fence, clock, overtaken } = await open()
  await restored()
  Object.assign(clock, later)
  const refused: unknown = await fence.pass().catch((error: unknown) => error)
  expect(refused).toMatchObject(refusal)
  expect(isOutage(refused)).toBe(true) // what was to be written is kept, and nothing counts as a try
  expect(overtaken).toMatchObject([{ message: expect.stringContaining('it has to begin anew') }])
})

test('an answer that was there before it was stopped says nothing of what came after', async () => {
  const { fence, clock, overtaken, double, looks } = await open()
  const before = looks()
  clock.wallMs = clock.elapsedMs = trustedForMs
  const held = double.hold(['find'])
  const passing = fence.pass().catch((error: unknown) => error)
  await until('its look is answered', () => held.count() === 1, 60_000)
  await restored()
  clock.wallMs = clock.elapsedMs = 4 * trustedForMs
  held.release()
  expect(await passing).toMatchObject(refusal)
  expect([looks(), overtaken.length]).toEqual([before + 2, 1])
})
