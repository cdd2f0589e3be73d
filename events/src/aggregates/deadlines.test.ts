import { SimulatedClock } from '../simulated/clock.ts'
import { SimulatedDocuments } from '../simulated/documents.ts'
import { SimulatedService } from '../simulated/service.ts'
import { uuid } from '../testing/ids.ts'
import { runDeadlines } from './deadlines.ts'
import { type Tally, type TallyCommand, tally } from './tally.fixture.ts'

async function waiting() {
  const clock = new SimulatedClock()
  const service = new SimulatedService(tally, clock)
  const aggregates = service.replica(undefined, { due: () => new Date(clock.now() + 1_000) })
  await aggregates.execute('a', { type: 'Add', operation: uuid(1), amount: 1 })
  await clock.pass(2_000)
  const documents = new SimulatedDocuments(service.documents)
  const failures: unknown[] = []
  const look = (command: TallyCommand | undefined) => {
    const again = new Date(clock.now() + 5_000)
    const next = (_: Tally) => (command ? { command, again } : undefined)
    return runDeadlines(documents, aggregates, { command: next, longestMs: 5_000 }, clock, (error) =>
      failures.push(error),
    )
  }
  return { clock, look, failures, due: () => service.documents.get('a')?.due?.getTime() }
}

test('where its command changes nothing, an aggregate is looked at again when that says', async () => {
  const { clock, look, due } = await waiting()
  expect(await look({ type: 'Add', operation: uuid(1), amount: 1 })).toBe(1)
  expect(due()).toBe(clock.now() + 5_000)
  expect(await look(undefined)).toBe(0)
})

test('an aggregate that waits for nothing any more is not looked at for ever', async () => {
  const { clock, look, due } = await waiting()
  expect(await look(undefined)).toBe(1)
  expect(due()).toBeUndefined()
  await clock.pass(600_000)
  expect(await look(undefined)).toBe(0)
})

test('one that fails is looked at again in a minute', async () => {
  const { clock, look, failures, due } = await waiting()
  await look({ type: 'Throw', operation: uuid(2) })
  expect(failures).toHaveLength(1)
  expect(due()).toBe(clock.now() + 60_000)
})
