import { Contended, Unreachable } from '../aggregates/ports.ts'
import { library, sample } from '../testing/library.ts'
import { SimulatedClock } from '../simulated/clock.ts'
import { SimulatedDurable } from '../simulated/durable.ts'
import { SimulatedStream } from '../simulated/stream.ts'
import { type DeadLetterCause, MessageHandler } from './message-handler.ts'
import { handleHere } from './replaying.ts'

const encoder = new TextEncoder()
const envelope = sample('LoanRequested')

function open({ handle = async () => undefined }: { handle?: () => Promise<void> } = {}) {
  const clock = new SimulatedClock()
  const stream = new SimulatedStream(clock)
  const durable = new SimulatedDurable(stream, ['LoanRequested', 'CopyReserved'], clock)
  const stopping = new AbortController()
  const handled: string[] = []
  const failedAt: number[] = []
  const deadLettered: DeadLetterCause[] = []
  const start = clock.now()
  const handler = new MessageHandler({
    contract: library,
    types: ['LoanRequested'],
    handle: async ({ type }) => {
      await handle()
      handled.push(type)
    },
    moveToDeadLetters: async (_, letter) => void deadLettered.push(letter),
    clock,
    observer: {
      handled: () => undefined,
      failed: () => void failedAt.push(clock.now() - start),
      deadLettered: () => undefined,
      waiting: () => undefined,
    },
    stopping: stopping.signal,
  })
  const detach = durable.attach((message) => handler.take(message))
  const send = (value: unknown, type = 'LoanRequested') =>
    stream.publish(`events.loan.${type}.x`, type, encoder.encode(JSON.stringify(value)), crypto.randomUUID())
  return { clock, durable, detach, handler, stopping, handled, failedAt, deadLettered, send }
}

test('a message is acknowledged when it has been handled', async () => {
  const { clock, durable, handled, send } = open()
  send(envelope)
  await clock.pass(1)
  expect(handled).toEqual(['LoanRequested'])
  expect(durable.pending).toBe(0)
})

test('one that fails comes again with growing delay, and is among the dead letters after eight tries', async () => {
  const { clock, durable, failedAt, deadLettered, send } = open({ handle: () => Promise.reject(new Error('broken')) })
  send(envelope)
  await clock.pass(60_000)
  expect(failedAt).toEqual([0, 200, 600, 1_400, 3_000, 6_200, 12_600, 22_600])
  expect(deadLettered).toEqual([{ kind: 'failed', error: 'broken', tries: 8 }])
  expect(durable.pending).toBe(0)
})

test('others are handled meanwhile', async () => {
  let calls = 0
  const { clock, handled, send } = open({
    handle: () => ((calls += 1) % 2 ? Promise.reject(new Error('broken')) : Promise.resolve()),
  })
  send(envelope)
  send(envelope)
  await clock.pass(1)
  expect(handled).toHaveLength(1)
})

test('an outage is no try: the message waits in hand until it is over', async () => {
  let away = true
  const { clock, durable, handled, failedAt, send } = open({
    handle: () => (away ? Promise.reject(new Unreachable('away')) : Promise.resolve()),
  })
  send(envelope)
  await clock.pass(20_000)
  expect(durable.pending).toBe(1)
  away = false
  await clock.pass(3_000)
  expect({ handled, failedAt, pending: durable.pending }).toEqual({
    handled: ['LoanRequested'],
    failedAt: [],
    pending: 0,
  })
})

test('when stopping, an outage is not waited for: the message goes back', async () => {
  const { clock, durable, detach, stopping, send } = open({ handle: () => Promise.reject(new Unreachable('away')) })
  send(envelope)
  await clock.pass(1_000)
  stopping.abort()
  detach()
  await clock.pass(1)
  expect(durable.pending).toBe(1)
})

test('one over which replicas compete goes back, however often, and is no failure', async () => {
  let tries = 0
  const { clock, handled, failedAt, send } = open({
    handle: () => ((tries += 1) < 20 ? Promise.reject(new Contended('busy')) : Promise.resolve()),
  })
  send(envelope)
  await clock.pass(10_000)
  expect({ handled, failedAt }).toEqual({ handled: ['LoanRequested'], failedAt: [] })
})

test.each([
  ['malformed', { ...envelope, aggregateVersion: 0 }, 'aggregateVersion'],
  ['parked', { ...envelope, schemaVersion: 99 }, 'schemaVersion'],
  ['parked', { ...envelope, type: 'LoanSent' }, 'type'],
  ['parked', sample('CopyReserved'), 'does not react to CopyReserved'],
] as const)('a message is %s at once where it has to be', async (kind, value, error) => {
  const { clock, durable, handled, deadLettered, send } = open()
  send(value, 'CopyReserved')
  await clock.pass(1)
  expect(handled).toEqual([])
  expect(deadLettered).toMatchObject([{ kind, tries: 1, error: expect.stringContaining(error) }])
  expect(durable.pending).toBe(0)
})

test('a message that came out of the dead letters is handled here, again and again until it is dealt with', async () => {
  let tries = 0
  const { clock, handler, handled, stopping } = open({
    handle: () => ((tries += 1) < 3 ? Promise.reject(new Error('broken')) : Promise.resolve()),
  })
  const data = encoder.encode(JSON.stringify(envelope))
  const kept = { subject: 'events.loan.LoanRequested.x', data, info: { streamSequence: -1, timestampNanos: 0 } }
  const done = handleHere(kept, (message) => handler.take(message), clock, stopping.signal)
  await clock.pass(1_000)
  expect(await done).toBe('done')
  expect(handled).toEqual(['LoanRequested'])
})
