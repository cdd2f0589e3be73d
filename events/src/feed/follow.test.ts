import type { RawEnvelope } from '../contract/envelope.ts'
import { parseEnvelope } from '../contract/envelope.ts'
import { sample } from '../contract/samples.ts'
import { cursorOf } from './cursor.ts'
import { follow } from './follow.ts'
import { Mailbox } from './mailbox.ts'

const parsed = parseEnvelope(sample('DeliveryAdvanced'))
if (parsed.kind !== 'ok') throw new Error(parsed.problem)
const { envelope } = parsed
const id = envelope.aggregateId
const aggregate = 'delivery'
const event = (aggregateVersion: number): RawEnvelope => ({ ...envelope, aggregateVersion })

/** An aggregate at version 3, of which the log has no more than version 1 until it has been asked so often. */
function behind(lag: number, { logged = 3, now = 3 } = {}) {
  const mailbox = new Mailbox(10)
  const stopping = new AbortController()
  let asked = 0
  const steps = follow({
    feed: { aggregate, join: () => Promise.resolve({ mailbox, leave: () => undefined }) },
    log: {
      read: (_, from, to) => {
        asked += 1
        if (asked <= lag) return Promise.resolve([])
        return Promise.resolve(versions(from, Math.min(to, logged)).map(event))
      },
    },
    id,
    after: cursorOf({ aggregate, id, version: 1 }),
    present: () => Promise.resolve({ version: now, value: 'SHIPPED' }),
    behindAtMostMs: 50,
    signal: stopping.signal,
  })
  const next = async () => (await steps.next()).value?.version
  return { mailbox, next, stop: () => stopping.abort(), grow: (version: number) => (logged = now = version) }
}

const versions = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n)

test('with a cursor, what has been published but is not logged yet is waited for', async () => {
  const { next } = behind(2)
  expect([await next(), await next()]).toEqual([2, 3])
})

test('a cursor is expired where the log never comes to have what follows', async () => {
  const { next } = behind(Infinity)
  await expect(next()).rejects.toThrow('cursor expired')
})

test('a gap in the live feed is waited for, too', async () => {
  const { mailbox, next, grow } = behind(0)
  expect([await next(), await next()]).toEqual([2, 3])
  mailbox.put(event(5))
  const told = next()
  await new Promise((resolve) => setImmediate(resolve))
  grow(5)
  expect([await told, await next()]).toEqual([4, 5])
})

test('after the feed was away it is the document that tells how far the log will come', async () => {
  const { mailbox, next, grow } = behind(0)
  expect([await next(), await next()]).toEqual([2, 3])
  grow(4)
  mailbox.put('recheck')
  expect(await next()).toBe(4)
})

test('one who leaves meanwhile is let go', async () => {
  const { next, stop } = behind(Infinity)
  const told = next()
  stop()
  expect(await told).toBeUndefined()
})
