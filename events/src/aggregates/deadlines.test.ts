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
    return runDeadlines(documents, aggregates, { command: next, maxMs: 5_000 }, clock, (error) => failures.push(error))
  }
  const document = () => service.documents.get('a')
  return { clock, service, aggregates, documents, look, failures, document, due: () => document()?.due?.getTime() }
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

test('since when it waits by a time that lies ahead is kept from look to look, over writes, until it does no more', async () => {
  const { clock, aggregates, documents, document } = await waiting()
  const seen: (Date | undefined)[] = []
  const since = new Date(clock.now())
  const look = async (aheadSince?: Date) => {
    const command = { type: 'Add', operation: uuid(1), amount: 1 } as const // done already
    const next = (_: Tally, now: Date, kept: Date | undefined) => {
      seen.push(kept)
      return { command, again: now, ...(aheadSince && { aheadSince }) }
    }
    await runDeadlines(documents, aggregates, { command: next, maxMs: 5_000 }, clock, String)
    await clock.pass(2_000)
  }
  await look(since)
  await aggregates.execute('a', { type: 'Add', operation: uuid(2), amount: 1 })
  await clock.pass(2_000)
  await look()
  await look()
  expect(seen).toEqual([undefined, since, undefined])
  expect(document()?.aheadSince).toBeUndefined()
})
