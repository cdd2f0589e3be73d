/** Documents that their log refuses: they say so themselves, and others go on. */

import type { RawEnvelope } from '../contract/envelope.ts'
import { SimulatedClock } from '../simulated/clock.ts'
import { SimulatedDocuments } from '../simulated/documents.ts'
import { calm } from '../simulated/network.ts'
import { SimulatedService } from '../simulated/service.ts'
import { uuid } from '../testing/ids.ts'
import { type TallyCommand, tally } from './tally.fixture.ts'
import { keepUp } from './upkeep.ts'

const add = (n: number): TallyCommand => ({ type: 'Add', operation: uuid(n), amount: 1 })

function open() {
  const clock = new SimulatedClock()
  const service = new SimulatedService(tally, clock)
  const event = (aggregateId: string, aggregateVersion: number): RawEnvelope => ({
    ...{ id: service.newId(), type: 'Added', schemaVersion: 1, aggregate: 'tally', aggregateId, aggregateVersion },
    ...{ operation: service.newId(), occurredAt: new Date(clock.now()).toISOString(), data: { amount: 1, sum: 1 } },
  })
  const store = (id: string, version: number, sinceMs: number) =>
    service.documents.set(id, {
      ...{ _id: id, version, state: { sum: 1 }, operations: {}, outbox: { [version]: event(id, version) } },
      outboxSince: new Date(clock.now() - sinceMs),
    })
  /** Another version 2 stands in the log. */
  const fork = (id: string) => {
    store(id, 2, 3_600_000)
    service.entries.set(id, [event(id, 1), event(id, 2)])
  }
  const replica = () => {
    const aggregates = service.replica()
    const documents = new SimulatedDocuments(service.documents, calm)
    void keepUp({ aggregates, documents, clock, deadlines: undefined, failed: () => undefined })
    return aggregates
  }
  return { clock, service, store, fork, replica }
}

test('thousands of them do not keep what a crash left in another outbox from being published', async () => {
  const { clock, service, store, fork, replica } = open()
  for (let each = 0; each < 2_100; each += 1) fork(`d${each}`)
  store('left-by-a-crash', 1, 60_000)
  replica()
  await clock.pass(30_000)
  expect(service.published().map(({ aggregateId }) => aggregateId)).toEqual(['left-by-a-crash'])
  expect([...service.documents.values()].filter((document) => document.disputed)).toHaveLength(2_100)
})

test('nothing more is written to one, by whichever replica; the others go on', async () => {
  const { clock, service, fork, replica } = open()
  fork('a')
  replica()
  await clock.pass(1_000)
  const other = service.replica()
  const refused = other.execute('a', add(1)).catch(String)
  const done = other.execute('b', add(2))
  await clock.pass(1_000)
  expect(await refused).toBe(
    'LogMismatch: the log of a is not what its document says: was one of them restored from a backup?',
  )
  expect([await done, service.documents.get('a')?.version]).toEqual([expect.objectContaining({ version: 1 }), 2])
})

test('one whose log is put right while it is given up is taken up again', async () => {
  const { clock, service, fork, replica } = open()
  fork('a')
  const [first] = service.entries.get('a') ?? []
  const set = service.documents.set.bind(service.documents)
  service.documents.set = (id, document) => {
    if (document.disputed && first) service.entries.set(id, [first])
    return set(id, document)
  }
  replica()
  await clock.pass(30_000)
  expect(service.documents.get('a')?.disputed).toBeUndefined()
  expect(service.published().map(({ aggregateVersion }) => aggregateVersion)).toEqual([2])
})
