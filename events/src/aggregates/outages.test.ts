import { SimulatedClock } from '../simulated/clock.ts'
import { type Network, RoughNetwork, calm } from '../simulated/network.ts'
import { SimulatedService } from '../simulated/service.ts'
import { uuid } from '../testing/ids.ts'
import { type TallyCommand, tally } from './tally.fixture.ts'

const add = (n: number, amount = 1): TallyCommand => ({ type: 'Add', operation: uuid(n), amount })
const byEvent = { by: 'event' } as const

function open() {
  const clock = new SimulatedClock()
  return { clock, service: new SimulatedService(tally, clock) }
}

/** Why it was rejected. */
const refusalOf = (answer: Promise<unknown>) => answer.then(() => 'it was not', String)

/** Nothing that is published arrives. */
const noStream: Network = { call: () => Promise.reject(new Error('away')) }

describe('where the database', () => {
  test('does its work and the answer is lost, the command is done once', async () => {
    const { clock, service } = open()
    const fates = [
      { portion: 1, answered: true },
      { portion: 1, answered: false },
    ]
    const rough = new RoughNetwork(clock, () => ({
      thereMs: 1,
      backMs: 1,
      ...(fates.shift() ?? { portion: 1, answered: true }),
    }))
    const answer = service.replica(rough).execute('a', add(1), byEvent)
    await clock.pass(5_000)
    expect(await answer).toMatchObject({ version: 1, state: { sum: 1 } })
    expect(service.stream.messages).toHaveLength(1)
    expect(service.documents.get('a')).toMatchObject({ outbox: {} })
  })

  test('is away, events wait for it, and callers until their deadline', async () => {
    const { clock, service } = open()
    let away = true
    const network: Network = {
      call: (act) => new RoughNetwork(clock, () => fate(away ? 0 : 1)).call(act),
    }
    const aggregates = service.replica(network)
    const event = aggregates.execute('a', add(1), byEvent)
    const caller = aggregates.execute('a', add(2), { deadline: clock.elapsed() + 1_000 })
    const refused = refusalOf(caller)
    await clock.pass(1_001)
    expect(await refused).toContain('deadline')
    await clock.pass(60_000)
    away = false
    await clock.pass(5_000)
    expect(await event).toMatchObject({ version: 1 })
  })
})

const fate = (portion: number) => ({ thereMs: 1, backMs: 1, portion, answered: true })

describe('where the stream is away', () => {
  const publisher = { publish: () => noStream.call(() => undefined) }

  test('writing goes on until too many events wait, then callers are refused by their deadline', async () => {
    const { clock, service } = open()
    const aggregates = service.replica(calm, { publisher, maxRelaying: 3 })
    for (const n of [1, 2, 3]) await aggregates.execute('a', add(n))
    const late = aggregates.execute('a', add(4), { deadline: clock.elapsed() + 10_000 })
    const refused = refusalOf(late)
    await clock.pass(10_001)
    expect(await refused).toContain('deadline')
    expect(service.documents.get('a')).toMatchObject({ version: 3 })
  })

  test('one line an attempt is logged, however many events wait', async () => {
    const { clock, service } = open()
    const aggregates = service.replica(calm, { publisher })
    for (const n of [...Array(50).keys()]) await aggregates.execute(`a${n}`, add(n))
    await clock.pass(60_000)
    expect(service.observed.relayFailures).toBeLessThan(50 + 60)
  })

  test('too many callers are turned away at once', async () => {
    const { clock, service } = open()
    const aggregates = service.replica(calm, { publisher, maxRelaying: 1, maxWaitingCallers: 2 })
    await aggregates.execute('a', add(1))
    const deadline = clock.elapsed() + 1_000
    const waiting = [2, 3].map((n) => aggregates.execute('a', add(n), { deadline }))
    await expect(aggregates.execute('a', add(4), { deadline })).rejects.toThrow('too many')
    const refused = Promise.allSettled(waiting)
    await clock.pass(2_000)
    expect((await refused).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const next = aggregates.execute('a', add(5), { deadline: clock.elapsed() + 1_000 })
    const late = refusalOf(next) // it takes messages again
    await clock.pass(2_000)
    expect(await late).toContain('deadline')
  })
})

describe('where the log contradicts the document', () => {
  test('the aggregate is left alone, and others are not kept', async () => {
    const { clock, service } = open()
    const before = service.replica()
    await before.execute('a', add(1))
    await before.execute('b', add(2))
    const backup = structuredClone([...service.documents])
    await before.execute('a', add(3))
    await clock.pass(2_000)
    service.documents.clear()
    for (const [id, document] of backup) service.documents.set(id, document)

    const aggregates = service.replica(calm, { maxRelaying: 1 })
    await aggregates.execute('a', add(4))
    await clock.pass(100)
    expect(service.observed.alarmed.at(-1)).toMatchObject({ aggregateId: 'a', aggregateVersion: 2 })
    await expect(aggregates.execute('a', add(5), byEvent)).rejects.toThrow('the log of a')
    expect(await aggregates.execute('b', add(6))).toMatchObject({ version: 2 })
    await clock.pass(2_000)
    expect(service.published().map(({ operation }) => operation)).not.toContain(uuid(4))
    expect(await aggregates.sweep(new Date(clock.now() + 1))).toBe(0)
    await aggregates.stop(clock.elapsed() + 1_000)
  })

  test('also where a version is missing in it', async () => {
    const { clock, service } = open()
    await service.replica().execute('a', add(1))
    await clock.pass(2_000)
    service.entries.clear()
    await service.replica().execute('a', add(2))
    await clock.pass(2_000)
    expect(service.observed.alarmed).toMatchObject([{ aggregateVersion: 2 }])
  })
})

describe('stopping', () => {
  test('finishes and relays what there is, and takes no more', async () => {
    const { clock, service } = open()
    const aggregates = service.replica()
    const answer = [1, 2].map((n) => aggregates.execute('a', add(n)))
    await aggregates.stop(clock.elapsed() + 1_000)
    expect(await Promise.all(answer)).toMatchObject([{ version: 1 }, { version: 2 }])
    expect(service.stream.messages).toHaveLength(2)
    expect(service.documents.get('a')).toMatchObject({ outbox: {} })
    await expect(aggregates.execute('a', add(3))).rejects.toThrow('stopping')
  })

  test('ends at its deadline where the database is away, and turns away what waits', async () => {
    const { clock, service } = open()
    const aggregates = service.replica(new RoughNetwork(clock, () => fate(0)))
    const answer = refusalOf(aggregates.execute('a', add(1), byEvent))
    await clock.pass(100)
    let stopped = false
    const stopping = aggregates.stop(clock.elapsed() + 1_000).then(() => (stopped = true))
    await clock.pass(900)
    expect(stopped).toBe(false)
    await clock.pass(100)
    await stopping
    await clock.pass(10_000)
    expect(await answer).toContain('stopping')
  })
})
