import type { RawEnvelope } from '../contract/envelope.ts'
import { eventOf } from '../testing/library.ts'
import { until } from '@shop/dev/testing/until.ts'
import { cursorOf, fingerprintOf, positionIn } from './cursor.ts'
import { follow } from './follow.ts'
import { Mailbox } from './mailbox.ts'

const envelope = eventOf('LoanRequested')
const id = envelope.aggregateId
const aggregate = 'loan'
const event = (aggregateVersion: number): RawEnvelope => ({ ...envelope, aggregateVersion })

/** An aggregate at version 3, of whose history no more can be read than version 1 until so many reads have been made. */
function behind(
  lag: number,
  {
    known = 3,
    now = 3,
    after = cursorOf({ aggregate, id, version: 1 }),
    maxLagMs = lag === Infinity ? 50 : 60_000,
  } = {},
) {
  const mailbox = new Mailbox(10)
  const stopping = new AbortController()
  let reads = 0
  const steps = follow({
    feed: { aggregate, join: () => Promise.resolve({ mailbox, leave: () => undefined }) },
    history: {
      read: (_, from, to) => {
        reads += 1
        if (from > 1 && reads <= lag) return Promise.resolve([])
        return Promise.resolve(versions(from, Math.min(to, known)).map(event))
      },
    },
    id,
    after,
    present: () => Promise.resolve({ version: now, value: 'SHIPPED' }),
    maxLagMs,
    signal: stopping.signal,
  })
  const next = async () => (await steps.next()).value?.version
  const grow = (version: number) => {
    known = now = version
    lag = 0
  }
  return { mailbox, next, steps, stop: () => stopping.abort(), grow, reads: () => reads }
}

const versions = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n)

test('with a cursor, what cannot be read yet is waited for', async () => {
  const { next } = behind(2)
  expect([await next(), await next()]).toEqual([2, 3])
})

test('a cursor is expired where the history does not have what follows', async () => {
  const { next } = behind(Infinity)
  await expect(next()).rejects.toThrow('cursor expired')
})

test('a gap in the live feed is filled from the history, and a duplicate is dropped', async () => {
  const { mailbox, next, grow } = behind(0)
  expect([await next(), await next()]).toEqual([2, 3])
  grow(5)
  mailbox.put(event(5))
  mailbox.put(event(4))
  mailbox.put(event(6))
  expect([await next(), await next(), await next()]).toEqual([4, 5, 6])
})

test('an update that overtook an earlier one is emitted after it, however late that can be read or comes', async () => {
  const { mailbox, next, grow, reads } = behind(Infinity, { known: 0, now: 1, maxLagMs: 0 })
  mailbox.put(event(3))
  mailbox.put(event(2))
  expect(await next()).toBe(2)
  const last = next()
  const before = reads()
  await until('it was looked for again and again', () => reads() > before + 2) // with a cursor the first look would be the last
  grow(3)
  expect(await last).toBe(3)
})

test('after the feed was away the document says how far the history goes', async () => {
  const { mailbox, next, grow } = behind(0)
  expect([await next(), await next()]).toEqual([2, 3])
  grow(4)
  mailbox.put('recheck')
  expect(await next()).toBe(4)
})

test('a cursor goes on where its event is in the history, and is expired where another one has its version', async () => {
  const { steps } = behind(0)
  const cursor = (await steps.next()).value?.cursor ?? ''
  expect(positionIn(cursor)).toEqual({ aggregate, id, version: 2, fingerprint: fingerprintOf(envelope.id) })
  expect(await behind(0, { after: cursor }).next()).toBe(3)
  const foreign = cursorOf({ aggregate, id, version: 2, fingerprint: '00000000' })
  await expect(behind(0, { after: foreign }).next()).rejects.toThrow('cursor expired')
})

test('one who leaves meanwhile is let go', async () => {
  const { next, stop } = behind(Infinity)
  const pending = next()
  stop()
  expect(await pending).toBeUndefined()
})
