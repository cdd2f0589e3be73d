/** What a process decides on: what it has in memory, where that is what is stored; else what is stored. */

import { SimulatedClock } from '../simulated/clock.ts'
import { SimulatedDocuments } from '../simulated/documents.ts'
import { SimulatedService } from '../simulated/service.ts'
import { uuid } from '../testing/ids.ts'
import type { AggregateDocument } from './document.ts'
import { type GuardedWrite, type OutboxAck, pause } from './ports.ts'
import { type TallyCommand, tally } from './tally.fixture.ts'

const add = (n: number, amount: number): TallyCommand => ({ type: 'Add', operation: uuid(n), amount })
const byEvent = { by: 'event' } as const
const acknowledgedMs = 2_000
const longMs = 40_000

function open() {
  const clock = new SimulatedClock()
  const service = new SimulatedService(tally, clock)
  return { clock, service }
}

/** Counts what is read and written; a call that is slow arrives at once, and is answered after so long. */
class SlowDocuments extends SimulatedDocuments {
  loads = 0
  saves: readonly GuardedWrite[][] = []
  slow: 'save' | 'acknowledge' | undefined
  readonly #clock: SimulatedClock

  constructor({
    documents,
    clock,
  }: {
    readonly documents: Map<string, AggregateDocument>
    readonly clock: SimulatedClock
  }) {
    super(documents)
    this.#clock = clock
  }

  override load(ids: readonly string[]) {
    this.loads += 1
    return super.load(ids)
  }

  override async save(changes: readonly GuardedWrite[]) {
    this.saves = [...this.saves, [...changes]]
    const answer = await super.save(changes)
    if (this.slow === 'save') await pause(this.#clock, longMs)
    return answer
  }

  override async acknowledge(acks: readonly OutboxAck[]) {
    await super.acknowledge(acks)
    if (this.slow === 'acknowledge') await pause(this.#clock, longMs)
  }
}

/** A process that has stored version 1 of an aggregate, which is then left alone for so long. */
async function keeping(ms: number) {
  const { clock, service } = open()
  const documents = new SlowDocuments(service)
  const aggregates = service.replica(undefined, { documents })
  await aggregates.execute('a', add(1, 5), byEvent)
  await clock.pass(ms)
  documents.saves = []
  documents.loads = 0
  return { clock, service, documents, aggregates }
}

/** Another history has come to the same version: all was restored from a backup, and went on from there. */
function restore({ documents }: { readonly documents: Map<string, AggregateDocument> }, etag?: string): void {
  const stored = documents.get('a')
  if (!stored) throw new Error('nothing is stored')
  const { etag: _, outboxSince: _since, ...others } = stored
  documents.set('a', { ...others, state: { sum: 100 }, operations: {}, outbox: {}, ...(etag && { etag }) })
}

test('what is stored as it was left is not read again, however long ago that was', async () => {
  const { clock, documents, aggregates } = await keeping(86_400_000)
  expect(await aggregates.execute('a', add(2, 1), byEvent)).toMatchObject({ version: 2, state: { sum: 6 } })
  await clock.pass(acknowledgedMs)
  expect(await aggregates.execute('a', add(3, 1), byEvent)).toMatchObject({ version: 3, state: { sum: 7 } })
  await clock.pass(86_400_000)
  expect(await aggregates.execute('a', add(4, 1), byEvent)).toMatchObject({ version: 4, state: { sum: 8 } })
  expect([documents.loads, documents.saves.length]).toEqual([0, 3])
})

test('what was stored just now is guarded by its version alone, which costs less', async () => {
  const { documents, aggregates } = await keeping(acknowledgedMs)
  await aggregates.execute('a', add(2, 1), byEvent)
  expect(documents.saves.flat()).toMatchObject([{ from: 1, etag: undefined }])
})

describe('a process that was paused while all was restored goes on from what is stored, not from what it has in memory', () => {
  test.each([
    ['without an etag, as a restore writes it, or an earlier release', undefined],
    ['with the etag that it had when the backup was made', uuid(99)],
  ])('%s', async (_, etag) => {
    const { service, aggregates } = await keeping(longMs)
    restore(service, etag)
    expect(await aggregates.execute('a', add(2, 1), byEvent)).toMatchObject({ version: 2, state: { sum: 101 } })
  })

  test.each(['save', 'acknowledge'] as const)('where the answer to its %s has waited meanwhile', async (slow) => {
    const { clock, service } = open()
    const documents = new SlowDocuments(service)
    documents.slow = slow
    const aggregates = service.replica(undefined, { documents })
    const first = aggregates.execute('a', add(1, 5), byEvent)
    await clock.pass(longMs - 1)
    restore(service, service.documents.get('a')?.etag)
    documents.slow = undefined
    await clock.pass(longMs)
    expect(await first).toMatchObject({ version: 1, state: { sum: 5 } })
    expect(await aggregates.execute('a', add(2, 1), byEvent)).toMatchObject({ version: 2, state: { sum: 101 } })
  })

  test('nor does it acknowledge by what it has in memory', async () => {
    const { clock, service, aggregates } = await keeping(acknowledgedMs)
    const [older, entry] = [service.documents.get('a'), service.entries.get('a')]
    await aggregates.execute('a', add(2, 1), byEvent)
    await clock.pass(longMs)
    if (!older || !entry?.[0]) throw new Error('nothing is stored')
    service.entries.clear()
    service.documents.set('a', { ...older, outbox: { 1: entry[0] }, outboxSince: new Date(clock.now()) })
    await clock.pass(longMs)
    await aggregates.sweep(new Date(clock.now()))
    await clock.pass(acknowledgedMs)
    expect(service.documents.get('a')).toMatchObject({ version: 1, outbox: {} })
  })
})

test('where another replica writes what is kept for long, nothing is for ten minutes: a write in vain costs more than a read', async () => {
  const { clock, service, documents, aggregates } = await keeping(longMs)
  const another = service.replica()
  const turn = async (n: number) => {
    await another.execute('a', add(2 * n, 1), byEvent)
    await clock.pass(longMs)
    documents.saves = []
    documents.loads = 0
    await aggregates.execute('a', add(2 * n + 1, 1), byEvent)
    await clock.pass(longMs)
    return [documents.loads, documents.saves.length]
  }
  expect([await turn(1), await turn(2)]).toEqual([
    [1, 2],
    [1, 1],
  ])
  await clock.pass(600_000)
  await aggregates.execute('a', add(8, 1), byEvent)
  await clock.pass(longMs)
  expect(await turn(5)).toEqual([1, 2])
})
