/** A wall clock that is set, forward or back, delays nothing: durations are measured by a monotonic one. */

import { SimulatedClock } from '../simulated/clock.ts'
import { SimulatedDocuments } from '../simulated/documents.ts'
import { SimulatedLog } from '../simulated/log.ts'
import { calm } from '../simulated/network.ts'
import { SimulatedService } from '../simulated/service.ts'
import { uuid } from '../testing/ids.ts'
import type { Deadlines } from './deadlines.ts'
import type { Clock } from './ports.ts'
import { type Tally, type TallyCommand, tally } from './tally.fixture.ts'
import { keepUp } from './upkeep.ts'

const hourMs = 3_600_000
const add = (n: number): TallyCommand => ({ type: 'Add', operation: uuid(n), amount: 1 })
const never = () => new Promise<never>(() => undefined)

function open() {
  const time = new SimulatedClock()
  let setByMs = 0
  const clock: Clock = {
    now: () => time.now() + setByMs,
    elapsed: () => time.elapsed(),
    after: (milliseconds, run) => time.after(milliseconds, run),
  }
  const service = new SimulatedService(tally, time)
  const replica = (deadlines?: Deadlines<Tally, TallyCommand>) => {
    const aggregates = service.replica(calm, { clock, due: deadlines?.due })
    const documents = new SimulatedDocuments(service.documents, calm)
    void keepUp({ aggregates, documents, clock, deadlines, failed: (_, error) => failures.push(error) })
    return aggregates
  }
  const failures: unknown[] = []
  return { time, clock, service, replica, failures, set: (byMs: number) => (setByMs += byMs) }
}

test.each([-hourMs, hourMs])(
  'what is relayed leaves its outbox, though the clock is set by %i ms meanwhile',
  async (byMs) => {
    const { time, service, replica, set } = open()
    const aggregates = replica()
    await aggregates.execute('a', add(1))
    await time.pass(200)
    set(byMs)
    await aggregates.execute('b', add(2))
    await time.pass(3_000)
    expect([...service.documents.values()].map(({ outbox, outboxSince }) => [outbox, outboxSince])).toEqual([
      [{}, undefined],
      [{}, undefined],
    ])
  },
)

test('what may wait does not wait for the clock to come back', async () => {
  const { time, service, replica, set } = open()
  const answer = replica().execute('a', add(1), { by: 'event', isDeferrable: true })
  await time.pass(10)
  set(-hourMs)
  await time.pass(1_000)
  expect([await answer, service.published()]).toMatchObject([{ version: 1 }, [{ type: 'Added' }]])
})

test('a caller gives up after as long as it said', async () => {
  const { time, clock, service, set } = open()
  const aggregates = service.replica({ call: never }, { clock })
  const answer = aggregates.execute('a', add(1), { deadline: clock.elapsed() + 5_000 }).catch(String)
  set(-hourMs)
  await time.pass(5_000)
  expect(await answer).toBe('Unavailable: the deadline passed before it was done')
})

test.each([
  ['before another replica starts', true],
  ['while another replica runs', false],
])('what a crash left in an outbox is published, though the clock is set back %s', async (_, before) => {
  const { time, clock, service, replica, set } = open()
  if (!before) replica()
  const log = Object.assign(new SimulatedLog(), { append: never, certain: () => [] })
  await service.replica(calm, { clock, log, publisher: { publish: never } }).execute('a', add(1))
  expect(service.published()).toEqual([])
  set(-hourMs)
  if (before) replica()
  await time.pass(10_000)
  expect(service.published()).toMatchObject([{ type: 'Added', aggregateId: 'a' }])
})

test('a deadline passes, though the clock is set back since it was stored', async () => {
  const { time, clock, service, replica, set, failures } = open()
  const deadlines: Deadlines<Tally, TallyCommand> = {
    due: ({ sum }) => (sum === 1 ? new Date(clock.now() + 30_000) : undefined),
    maxMs: 30_000,
    command: (_, now) => ({ command: add(2), again: new Date(now.getTime() + 30_000) }),
  }
  await replica(deadlines).execute('a', add(1))
  set(-hourMs)
  await time.pass(35_000)
  expect([service.documents.get('a'), failures]).toMatchObject([{ state: { sum: 2 } }, []])
})
