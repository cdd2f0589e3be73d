import { SimulatedClock } from '../simulated/clock.ts'
import { SimulatedDocuments } from '../simulated/documents.ts'
import { RoughNetwork, calm } from '../simulated/network.ts'
import { SimulatedService } from '../simulated/service.ts'
import { uuid } from '../testing/ids.ts'
import { operationsKept } from './forgetting.ts'
import { type TallyCommand, tally } from './tally.fixture.ts'

const add = (n: number, amount = 1): TallyCommand => ({ type: 'Add', operation: uuid(n), amount })
const undo = (n: number): TallyCommand => ({ type: 'Undo', operation: uuid(n) })
const byEvent = { by: 'event' } as const

function open() {
  const clock = new SimulatedClock()
  return { clock, service: new SimulatedService(tally, clock) }
}

/** Why it was rejected. */
const refusalOf = (answer: Promise<unknown>) => answer.then(() => 'it was not', String)

describe('a command', () => {
  test('is stored, logged and published, and leaves the outbox', async () => {
    const { clock, service } = open()
    const outcome = await service.replica().execute('a', add(1, 5), { causationId: uuid(9) })
    expect(outcome).toMatchObject({ state: { sum: 5 }, version: 1, repeated: false })
    expect(service.documents.get('a')).toMatchObject({
      version: 1,
      state: { sum: 5 },
      operations: { [uuid(1)]: { at: 1 } },
    })
    await clock.pass(2_000)
    expect(service.entries.get('a')).toMatchObject([{ type: 'Added', aggregateVersion: 1, causationId: uuid(9) }])
    expect(service.published()).toEqual(service.entries.get('a'))
    expect(service.documents.get('a')?.outbox).toEqual({})
    expect(service.documents.get('a')).not.toHaveProperty('outboxSince')
  })

  test('that comes again decides nothing; by event, its last event is published again, under another message id', async () => {
    const { clock, service } = open()
    const aggregates = service.replica()
    await aggregates.execute('a', add(1))
    await clock.pass(100)
    const byCaller = await aggregates.execute('a', add(1))
    expect(byCaller).toMatchObject({ repeated: true, version: 1 })
    await clock.pass(100)
    expect(service.stream.messages).toHaveLength(1)
    await aggregates.execute('a', add(1), byEvent)
    await clock.pass(100)
    const [first, second] = service.published()
    expect(second).toEqual(first)
  })

  test('that makes its aggregate does not look for it, and is done once all the same', async () => {
    const { service } = open()
    const loads: (readonly string[])[] = []
    class Counting extends SimulatedDocuments {
      override load(ids: readonly string[]) {
        loads.push(ids)
        return super.load(ids)
      }
    }
    const aggregates = () => service.replica(calm, { documents: new Counting(service.documents) })
    expect(await aggregates().execute(uuid(1), add(1), { expectsNew: true })).toMatchObject({
      repeated: false,
      version: 1,
    })
    expect(loads).toEqual([])
    expect(await aggregates().execute(uuid(1), add(1), { expectsNew: true })).toMatchObject({
      repeated: true,
      version: 1,
    })
    expect(loads).toEqual([[uuid(1)]])
  })

  test('that comes twice at once is published once', async () => {
    const { clock, service } = open()
    const aggregates = service.replica()
    const outcomes = await Promise.all([1, 2].map(() => aggregates.execute('a', add(1), byEvent)))
    expect(outcomes.map(({ repeated }) => repeated)).toEqual([false, true])
    await clock.pass(5_000)
    expect(service.stream.messages).toHaveLength(1)
  })

  test('may have the newest event of a type published again', async () => {
    const { clock, service } = open()
    const aggregates = service.replica()
    await aggregates.execute('a', add(1))
    await aggregates.execute('a', add(2))
    await clock.pass(400)
    await aggregates.execute('a', { type: 'SayAgain', operation: uuid(3) })
    await clock.pass(200)
    expect(service.published().map(({ operation }) => operation)).toEqual([uuid(1), uuid(2), uuid(2)])
  })

  test('is refused as a result, and changes nothing', async () => {
    const { service } = open()
    const outcome = await service.replica().execute('a', { type: 'Take', operation: uuid(1), amount: 1 })
    expect(outcome).toMatchObject({ refused: { refused: 'TOO_FEW' }, version: 0 })
    expect(service.documents.size).toBe(0)
  })

  test.each([{ type: 'Throw' }, { type: 'LeaveNoRecord' }] as const)('$type fails alone', async ({ type }) => {
    const { service } = open()
    const aggregates = service.replica()
    const fault = aggregates.execute('a', { type, operation: uuid(1) }, byEvent)
    const other = aggregates.execute('a', add(2), byEvent)
    await expect(fault).rejects.toThrow(/fault|no record/)
    expect(await other).toMatchObject({ version: 1 })
  })

  test('whose event the contract does not allow fails alone', async () => {
    const { service } = open()
    const contract = {
      schemaVersion: () => 1,
      correlated: () => ({}),
      admit: <Envelope extends { readonly operation: string }>(envelope: Envelope) => {
        if (envelope.operation === uuid(1)) throw new Error('not allowed')
        return envelope
      },
    }
    const aggregates = service.replica(calm, { contract })
    const fault = aggregates.execute('a', add(1))
    const other = aggregates.execute('a', add(2))
    await expect(fault).rejects.toThrow('not allowed')
    expect(await other).toMatchObject({ state: { sum: 1 } })
  })

  test('that makes a document which cannot be stored fails alone', async () => {
    const { service } = open()
    class Narrow extends SimulatedDocuments {
      override save(changes: Parameters<SimulatedDocuments['save']>[0]) {
        if (changes.some(({ operations }) => uuid(2) in operations.set)) return Promise.reject(new Error('too large'))
        return super.save(changes)
      }
    }
    const aggregates = service.replica(calm, { documents: new Narrow(service.documents) })
    const outcomes = await Promise.allSettled([
      aggregates.execute('a', add(1)),
      aggregates.execute('a', add(2)),
      aggregates.execute('a', add(3)),
      aggregates.execute('b', add(4)),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    expect(service.documents.get('a')).toMatchObject({ state: { sum: 2 } })
  })
})

describe('two replicas', () => {
  test('do not trust what they loaded last where nothing is to be written', async () => {
    const { service } = open()
    const [one, other] = [service.replica(), service.replica()]
    await one.execute('a', add(1), byEvent)
    await other.execute('a', add(2, 10))
    const note: TallyCommand = { type: 'NoteAtLeast', operation: uuid(3), amount: 10 }
    expect(await one.execute('a', note, byEvent)).toMatchObject({ repeated: false, version: 3 })
  })

  test('in conflict over one aggregate decide each command once, and publish each event once', async () => {
    const { clock, service } = open()
    const [one, other] = [service.replica(), service.replica()]
    const ids = [...Array(30).keys()]
    await Promise.all(
      ids.flatMap((n) => [
        (n % 2 ? one : other).execute('hot', add(n), byEvent),
        (n % 2 ? one : other).execute(`cold${n}`, add(100 + n), byEvent),
      ]),
    )
    await clock.pass(5_000)
    expect(service.observed.conflicts).toBeGreaterThan(0)
    expect(service.documents.get('hot')).toMatchObject({ version: 30, state: { sum: 30 } })
    expect(service.stream.messages).toHaveLength(60)
    expect(service.observed.repeated).toEqual([])
  })

  test('let an event go to the other where it keeps writing first; a caller is served all the same', async () => {
    const { clock, service } = open()
    const documents = new SimulatedDocuments(service.documents)
    const other = service.replica()
    let left = 8
    let n = 100
    class Slow extends SimulatedDocuments {
      override async save(changes: Parameters<SimulatedDocuments['save']>[0]) {
        if (left-- > 0) await other.execute('a', add(n++))
        return documents.save(changes)
      }
    }
    const one = service.replica(calm, { documents: new Slow(service.documents) })
    const event = one.execute('a', add(1), byEvent)
    const caller = one.execute('a', add(2))
    const given = refusalOf(event)
    await clock.pass(5_000)
    expect(await given).toContain('others keep writing a first')
    expect(await caller).toMatchObject({ repeated: false, version: 9 })
  })
})

test('a flood of repeats is not answered one by one', async () => {
  const { clock, service } = open()
  const aggregates = service.replica(
    new RoughNetwork(clock, () => ({ thereMs: 1, backMs: 1, portion: 1, answered: true })),
  )
  const first = Promise.all([1, 2].map((n) => aggregates.execute('a', add(n), byEvent)))
  await clock.pass(100)
  await first
  const flood = Promise.all([...Array(1_000).keys()].map((n) => aggregates.execute('a', add((n % 2) + 1), byEvent)))
  await clock.pass(100)
  await flood
  expect(service.stream.messages.length).toBeLessThan(10)
})

describe('operation records', () => {
  test('leave the document when they are many and logged, and are still known', async () => {
    const { clock, service } = open()
    const aggregates = service.replica()
    for (let n = 0; n < 300; n += 1) {
      await aggregates.execute('a', add(n), byEvent)
      await clock.pass(10)
    }
    await clock.pass(2_000)
    await aggregates.execute('a', add(300), byEvent)
    const stored = service.documents.get('a')
    expect(Object.keys(stored?.operations ?? {})).toHaveLength(operationsKept)
    expect(stored?.forgotten).toBe(uuid(300 - operationsKept))
    expect(await aggregates.execute('a', add(7), byEvent)).toMatchObject({ repeated: true })
    expect(await aggregates.execute('a', undo(8), byEvent)).toMatchObject({ repeated: false, state: { sum: 300 } })
    expect(service.documents.get('a')?.operations).toMatchObject({ [uuid(8)]: { did: { did: 'undone' }, at: 302 } })
    await clock.pass(100)
    expect(service.observed.repeated.map(({ operation }) => operation)).toEqual([uuid(7)])
  })

  test('are kept while their events are not logged', async () => {
    const { service } = open()
    const aggregates = service.replica(calm, { log: neverAppends, maxRelaying: 10_000 })
    for (let n = 0; n < 250; n += 1) await aggregates.execute('a', add(n), byEvent)
    expect(Object.keys(service.documents.get('a')?.operations ?? {})).toHaveLength(250)
  })
})

const neverAppends = {
  append: () => new Promise<never>(() => undefined),
  certain: () => [],
  read: () => Promise.resolve([]),
  ofOperations: () => Promise.resolve([]),
  at: () => Promise.resolve([]),
  newestOfType: () => Promise.resolve(undefined),
}

describe('acknowledgements', () => {
  test('are written alone as many as there are, not only one bulk a second', async () => {
    const { clock, service } = open()
    const aggregates = service.replica(calm, { maxBatchSize: 5 })
    for (let n = 0; n < 23; n += 1) await aggregates.execute(`a${n}`, add(n))
    await clock.pass(2_500)
    expect(aggregates.load).toMatchObject({ relaying: 0, acks: 0 })
    expect([...service.documents.values()].filter(({ outboxSince }) => outboxSince)).toEqual([])
  })
})

describe('a sweep', () => {
  test('relays what a crash left', async () => {
    const { clock, service } = open()
    const crashed = service.replica(calm, { log: neverAppends })
    await crashed.execute('a', add(1))
    await clock.pass(10_000)
    const aggregates = service.replica()
    expect(await aggregates.sweep(new Date(clock.now()))).toBe(1)
    await clock.pass(2_000)
    expect(service.stream.messages).toHaveLength(1)
    expect(service.documents.get('a')?.outbox).toEqual({})
    expect(await aggregates.sweep(new Date(clock.now()))).toBe(1) // the mark did not know whether more would come
    expect(await aggregates.sweep(new Date(clock.now()))).toBe(0)
  })

  test('empties the outbox of an aggregate that another replica wrote last, and in memory here as it was before', async () => {
    const { clock, service } = open()
    const survivor = service.replica()
    await survivor.execute('a', add(1))
    await clock.pass(2_000)
    const crashed = service.replica(calm, { log: neverAppends })
    await crashed.execute('a', add(2))
    await clock.pass(10_000)
    await survivor.sweep(new Date(clock.now()))
    await clock.pass(2_000)
    expect(service.documents.get('a')?.outbox).toEqual({})
    await survivor.sweep(new Date(clock.now()))
    expect(await survivor.sweep(new Date(clock.now()))).toBe(0)
    expect(service.stream.messages).toHaveLength(2)
  })
})
