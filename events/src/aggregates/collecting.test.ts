import { SimulatedClock } from '../simulated/clock.ts'
import { SimulatedDocuments } from '../simulated/documents.ts'
import { calm } from '../simulated/network.ts'
import { SimulatedService } from '../simulated/service.ts'
import { uuid } from '../testing/ids.ts'
import { type TallyCommand, tally } from './tally.fixture.ts'

const add = (n: number, amount = 1): TallyCommand => ({ type: 'Add', operation: uuid(n), amount })
const byEvent = { by: 'event' } as const

describe('what events ask, where it may collect', () => {
  const collecting = async () => {
    const clock = new SimulatedClock()
    const service = new SimulatedService(tally, clock)
    let saves = 0
    class Counting extends SimulatedDocuments {
      override save(changes: Parameters<SimulatedDocuments['save']>[0]) {
        saves += 1
        return super.save(changes)
      }
    }
    const documents = new Counting(service.documents)
    const aggregates = service.replica(calm, { documents, collectMs: 20 })
    await aggregates.execute('a', add(1), byEvent)
    return { clock, aggregates, saves: () => saves }
  }

  test('is stored together, so many milliseconds after the round before', async () => {
    const { clock, aggregates, saves } = await collecting()
    const later = ['a', 'b', 'c'].map((id, index) => aggregates.execute(id, add(2 + index), byEvent))
    await clock.pass(19)
    expect(saves()).toBe(1)
    await clock.pass(1)
    await Promise.all(later)
    expect(saves()).toBe(2)
  })

  test('is stored at once where the last round is long ago', async () => {
    const { clock, aggregates, saves } = await collecting()
    await clock.pass(100)
    await aggregates.execute('b', add(2), byEvent)
    expect(saves()).toBe(2)
  })

  test('is stored at once, too, with what a caller asks', async () => {
    const { aggregates, saves } = await collecting()
    const event = aggregates.execute('b', add(2), byEvent)
    await Promise.all([event, aggregates.execute('c', add(3))])
    expect(saves()).toBe(2)
  })

  test('is stored at once when the service stops', async () => {
    const { clock, aggregates, saves } = await collecting()
    const event = aggregates.execute('b', add(2), byEvent)
    await Promise.resolve()
    void aggregates.stop(clock.now() + 1_000)
    await event
    expect(saves()).toBe(2)
  })
})
