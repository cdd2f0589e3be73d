import { SimulatedClock } from '../simulated/clock.ts'
import { SimulatedService } from '../simulated/service.ts'
import { uuid } from '../testing/ids.ts'
import { type TallyCommand, tally } from './tally.fixture.ts'

const add = (n: number, amount: number): TallyCommand => ({ type: 'Add', operation: uuid(n), amount })

test('a process that was paused while all was restored goes on from what is stored, not from what it has in memory', async () => {
  const clock = new SimulatedClock()
  const service = new SimulatedService(tally, clock)
  const aggregates = service.replica()
  await aggregates.execute('a', add(1, 5), { by: 'event' })
  await clock.pass(40_000)
  const stored = service.documents.get('a')
  if (stored) service.documents.set('a', { ...stored, state: { sum: 100 }, operations: {} }) // at the same version
  expect(await aggregates.execute('a', add(2, 1), { by: 'event' })).toMatchObject({ version: 2, state: { sum: 101 } })
})
