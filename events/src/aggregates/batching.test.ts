import { SimulatedClock } from '../simulated/clock.ts'
import { SimulatedDocuments } from '../simulated/documents.ts'
import { calm } from '../simulated/network.ts'
import { SimulatedService } from '../simulated/service.ts'
import { uuid } from '../testing/ids.ts'
import { pause } from './ports.ts'
import { type TallyCommand, tally } from './tally.fixture.ts'

const add = (n: number, amount = 1): TallyCommand => ({ type: 'Add', operation: uuid(n), amount })
const byEvent = { by: 'event' } as const
const isDeferrable = { by: 'event', isDeferrable: true } as const

describe('what may wait', () => {
  const patient = ({ maxBatchSize }: { readonly maxBatchSize?: number } = {}) => {
    const clock = new SimulatedClock()
    const service = new SimulatedService(tally, clock)
    const saves: string[] = []
    class RecordedDocuments extends SimulatedDocuments {
      override save(changes: Parameters<SimulatedDocuments['save']>[0]) {
        saves.push(changes.map(({ id, to }) => `${id}${to}`).join(' '))
        return super.save(changes)
      }
    }
    const documents = new RecordedDocuments(service.documents)
    const aggregates = service.replica(calm, { documents, maxBatchSize: maxBatchSize ?? 500 })
    return { clock, aggregates, saves, service }
  }

  test('is stored when it has waited long enough, and not before', async () => {
    const { clock, aggregates, saves } = patient()
    const answer = aggregates.execute('a', add(1), isDeferrable)
    await clock.pass(99)
    expect(saves).toEqual([])
    await clock.pass(1)
    await answer
    expect(saves).toEqual(['a1'])
  })

  test('takes along what would soon be due, and leaves the rest for later', async () => {
    const { clock, aggregates, saves } = patient()
    const first = aggregates.execute('a', add(1), isDeferrable)
    await clock.pass(50)
    const soon = aggregates.execute('b', add(2), isDeferrable)
    await clock.pass(1)
    const later = aggregates.execute('c', add(3), isDeferrable)
    await clock.pass(49)
    await Promise.all([first, soon])
    expect(saves).toEqual(['a1 b1'])
    await clock.pass(51)
    await later
    expect(saves).toEqual(['a1 b1', 'c1'])
  })

  test('is not in the way of what may not wait', async () => {
    const { clock, aggregates, saves } = patient()
    const later = aggregates.execute('a', add(1), isDeferrable)
    await aggregates.execute('b', add(2), byEvent)
    await aggregates.execute('c', add(3))
    expect(saves).toEqual(['b1', 'c1'])
    await clock.pass(100)
    await later
    expect(saves).toEqual(['b1', 'c1', 'a1'])
  })

  test('goes with what may not, where both are for the same aggregate', async () => {
    const { aggregates, saves } = patient()
    const first = aggregates.execute('a', add(1), isDeferrable)
    await aggregates.execute('a', add(2), byEvent)
    await first
    expect(saves).toEqual(['a2'])
  })

  test('goes at once where there is enough for a batch', async () => {
    const { aggregates, saves } = patient({ maxBatchSize: 3 })
    await Promise.all(['a', 'b', 'c'].map((id, index) => aggregates.execute(id, add(index), isDeferrable)))
    expect(saves).toEqual(['a1 b1 c1'])
  })

  test('and makes its aggregate looks for it where it has waited to the end: another replica may have made it', async () => {
    const { clock, aggregates, service } = patient()
    const later = aggregates.execute('a', add(1), { ...isDeferrable, expectsNew: true })
    await service.replica().execute('a', add(2))
    await clock.pass(100)
    expect(await later).toMatchObject({ version: 2 })
    expect(service.observed.conflicts).toBe(0)
  })

  test('is stored at once when the service stops', async () => {
    const { clock, aggregates, saves } = patient()
    const later = aggregates.execute('a', add(1), isDeferrable)
    await Promise.resolve()
    void aggregates.stop(clock.now() + 1_000)
    await later
    expect(saves).toEqual(['a1'])
  })
})

describe('where writing has become slow', () => {
  const slow = (tookMs: number) => {
    const clock = new SimulatedClock()
    const service = new SimulatedService(tally, clock)
    const sizes: number[] = []
    class Slow extends SimulatedDocuments {
      override async save(changes: Parameters<SimulatedDocuments['save']>[0]) {
        sizes.push(changes.length)
        await pause(clock, tookMs)
        return super.save(changes)
      }
    }
    const aggregates = service.replica(calm, { documents: new Slow(service.documents) })
    let made = 0
    const executed = (many: number) =>
      Promise.all(Array.from({ length: many }, () => aggregates.execute(`tally-${made++}`, add(made), expectsNew)))
    return { clock, aggregates, executed, sizes }
  }
  const expectsNew = { by: 'event', expectsNew: true } as const

  /** Eight are written, and when that is done five come, and five more a while later. */
  async function fiveAndFive(tookMs: number, laterMs: number): Promise<number[]> {
    const { clock, executed, sizes } = slow(tookMs)
    const all = [executed(8)]
    await clock.pass(tookMs)
    all.push(executed(5))
    await clock.pass(laterMs)
    all.push(executed(5))
    await clock.pass(1_000)
    await Promise.all(all)
    return sizes
  }

  test('what comes soon after a write goes along with the next', async () =>
    expect(await fiveAndFive(40, 79)).toEqual([8, 10]))
  test('what comes later does not', async () => expect(await fiveAndFive(40, 81)).toEqual([8, 5, 5]))
  test('what may wait does so longer', async () => {
    const { clock, aggregates, executed, sizes } = slow(40)
    void executed(8)
    await clock.pass(40)
    const later = aggregates.execute('a', add(100), isDeferrable)
    await clock.pass(799)
    expect(sizes).toEqual([8])
    await clock.pass(1 + 80 + 40)
    await later
    expect(sizes).toEqual([8, 1])
  })
  test('what may wait and has just been written delays no other command', async () => {
    const { clock, aggregates, executed, sizes } = slow(40)
    const patient = Array.from({ length: 8 }, (_, n) => aggregates.execute(`patient-${n}`, add(100 + n), isDeferrable))
    await clock.pass(140)
    expect(sizes).toEqual([8])
    const prompt = executed(5)
    await clock.pass(40)
    await Promise.all([...patient, prompt])
    expect(sizes).toEqual([8, 5])
  })
  test('where it is quick, nothing is waited for', async () => expect(await fiveAndFive(5, 1)).toEqual([8, 5, 5]))
})
