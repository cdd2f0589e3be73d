import { SimulatedClock } from '../simulated/clock.ts'
import type { RawEnvelope } from '../contract/envelope.ts'
import { eventOf } from '../testing/library.ts'
import { Positions } from './positions.ts'
import { Relay } from './relay.ts'

const envelope = eventOf('CopyReserved')

const at = (aggregateVersion: number, aggregateId = 'tea'): RawEnvelope => ({
  ...envelope,
  id: `${aggregateId} ${aggregateVersion}`,
  aggregateId,
  aggregateVersion,
})

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A log and a stream that answer when the test lets them, and a log that already has version 1 of the tea. */
function open({ refuses = false } = {}) {
  const done: string[] = []
  const positions = new Positions(() => 0)
  positions.logged(at(1))
  const clock = new SimulatedClock()
  const waiting: (() => void)[] = []
  let isAway = false
  const relay = new Relay({
    log: {
      certain: (batch) => positions.certain(batch),
      append: async (batch) => {
        await new Promise<void>((resolve) => waiting.push(resolve))
        if (refuses) return batch
        for (const each of batch) positions.logged(each)
        done.push(`logged ${batch.map(({ id }) => id).join()}`)
        return []
      },
    },
    publisher: {
      publish: async ({ id }) => {
        if (isAway) throw new Error('away')
        done.push(`published ${id}`)
        await Promise.resolve()
      },
    },
    clock,
    relayed: (all) => done.push(`relayed ${all.map(({ id }) => id).join()}`),
    failed: (_, step) => done.push(`${step} failed`),
    refused: (all) => done.push(`refused ${all.map(({ id }) => id).join()}`),
  })
  /** The log does all appends up to now. */
  const log = () => {
    for (const go of waiting.splice(0)) go()
    return turn()
  }
  return { relay, done, clock, log, away: () => (isAway = true) }
}

test('what follows on the log is published at once, logged a moment later, and leaves its outbox after both', async () => {
  const { relay, done, clock, log } = open()
  relay.send([at(2), at(3)])
  await turn()
  relay.send([at(4)])
  await clock.pass(299)
  await log()
  expect(done.splice(0)).toEqual(['published tea 2', 'published tea 3', 'published tea 4'])
  await clock.pass(1)
  await log()
  expect(done).toEqual(['logged tea 2,tea 3,tea 4', 'relayed tea 2,tea 3,tea 4'])
})

test('it is logged at once where a caller waits for it', async () => {
  const { relay, done, log } = open()
  relay.send([at(2)])
  const finished = relay.below(1)
  await turn()
  await log()
  await finished
  expect(done).toEqual(['published tea 2', 'logged tea 2', 'relayed tea 2'])
})

test.each([
  ['where the version before is not known to be logged', at(3)],
  ['where its aggregate is old, and nothing is known of its log', at(1, 'coffee')],
])('an event is published once it is logged, at once, %s', async (_, event) => {
  const { relay, done, log } = open()
  relay.send([event])
  await turn()
  expect(done).toEqual([])
  await log()
  expect(done).toEqual([`logged ${event.id}`, `published ${event.id}`, `relayed ${event.id}`])
})

test('an event that the log refuses is not published', async () => {
  const { relay, done, log } = open({ refuses: true })
  relay.send([at(4)])
  await turn()
  await log()
  expect(done).toEqual(['refused tea 4'])
})

test('an event that is logged, but could not be published, is left in its outbox', async () => {
  const { relay, done, clock, log, away } = open()
  away()
  relay.send([at(2)])
  await clock.pass(300)
  await log()
  expect(done).toEqual(['logged tea 2', 'publish failed'])
  expect(relay.size).toBe(1)
})

test('what comes while the log is busy is logged a moment later, too', async () => {
  const { relay, done, clock, log } = open()
  relay.send([at(2)])
  await clock.pass(300)
  relay.send([at(3)])
  await log()
  await clock.pass(300)
  await log()
  expect(done.filter((what) => what.startsWith('logged'))).toEqual(['logged tea 2', 'logged tea 3'])
  expect(relay.size).toBe(0)
})

describe('the log is sure to take the first event of an aggregate', () => {
  const began = Date.parse('2026-01-01T00:00:00Z')
  const idOf = (time: number) => {
    const hex = time.toString(16).padStart(12, '0')
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000001`
  }
  const isSure = (id: string, version = 1) => new Positions(() => began).certain([at(version, id)]).length === 1

  test('that was made after the process began, by any clock', () => expect(isSure(idOf(began + 60_000))).toBe(true))
  test('not of one that may be older', () => expect(isSure(idOf(began + 59_999))).toBe(false))
  test('not of one whose id has no time', () => expect(isSure('tea')).toBe(false))
  test('and no later one that it has not seen follow', () => expect(isSure(idOf(began + 60_000), 2)).toBe(false))
})
