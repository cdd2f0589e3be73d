/** The consumer of a service on real engines: what is delivered is handled, whatever breaks. */

import { contract, type EventType } from '@shop/contract/catalog.ts'
import { until } from '@shop/dev/testing/until.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { sample } from '@shop/contract/samples.ts'
import { AckPolicy } from '@nats-io/jetstream'
import { EventConsumer, type EventConsumerOptions } from '@shop/events/messaging/consumer.ts'
import { type DeadLetter, DeadLetters } from '@shop/events/messaging/dead-letters.ts'
import { v7 as uuid } from 'uuid'
import { type Machinery, openMachinery } from './machinery.ts'

let machinery: Machinery
const open: EventConsumer[] = []
beforeEach(async () => void (machinery = await openMachinery()))
afterEach(async () => {
  await Promise.all(open.splice(0).map((consumer) => consumer.stop(performance.now() + 1_000)))
  await machinery.close()
})

const ignore = () => undefined

/** A consumer that records what it has handled. */
async function consume({ types = ['OrderPlaced'], handle, ...others }: Partial<EventConsumerOptions> = {}) {
  const handled: string[] = []
  const consumer = new EventConsumer({
    service: 'tester',
    types,
    streams: machinery.streams,
    ackWaitMs: 30_000,
    contract,
    tries: { max: 8, firstDelayMs: 1, maxDelayMs: 20 },
    observer: { handled: ignore, failed: ignore, deadLettered: ignore, waiting: ignore, madeUp: ignore },
    handle: async (envelope: RawEnvelope) => {
      await handle?.(envelope)
      handled.push(envelope.id)
    },
    ...others,
  })
  await consumer.start()
  open.push(consumer)
  return { consumer, handled }
}

/** Publishes it and answers its id. */
async function publish(type: EventType, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const id = uuid()
  const event: Record<string, unknown> = { ...sample(type), id, ...changes }
  const subject = `events.${String(event['aggregate'])}.${type}.${String(event['aggregateId'])}`
  await machinery.streams.stream.publish(subject, JSON.stringify(event))
  return id
}

async function letters(): Promise<DeadLetter[]> {
  const found: DeadLetter[] = []
  for await (const letter of new DeadLetters(machinery.streams).list()) found.push(letter)
  return found
}

async function pending(): Promise<number> {
  const { num_pending, num_ack_pending } = await machinery.streams.manager.consumers.info('EVENTS', 'tester')
  return num_pending + num_ack_pending
}

test('messages that fail go to the dead letters after eight tries, and do not keep others', async () => {
  const poison = await publish('OrderPlaced')
  const good = await publish('OrderPlaced')
  let tries = 0
  const { handled } = await consume({
    handle: async ({ id }) => {
      if (id === poison) throw new Error(`broken ${(tries += 1)}`)
    },
  })
  await until('there is one dead letter', async () => (await letters()).length === 1)
  expect(tries).toBe(8)
  expect(await letters()).toMatchObject([{ service: 'tester', kind: 'failed', tries: 8, error: 'broken 8' }])
  expect(handled).toEqual([good])
  await until('no event is pending', async () => (await pending()) === 0)
})

test('what cannot be read is among the dead letters at once: malformed for ever, or parked for a later release', async () => {
  await publish('OrderPlaced', { orderId: 'nonsense' })
  await publish('OrderPlaced', { schemaVersion: 2 })
  await machinery.streams.stream.publish('events.order.OrderPlaced.x', 'no JSON')
  await consume()
  await until('there are three dead letters', async () => (await letters()).length === 3)
  const kinds = (await letters()).map(({ kind }) => kind)
  expect(kinds.toSorted()).toEqual(['malformed', 'malformed', 'parked'])
  await until('no event is pending', async () => (await pending()) === 0)
})

test('a dead letter that is replayed is handled', async () => {
  let broken = true
  const id = await publish('OrderPlaced')
  const { handled } = await consume({
    handle: async () => {
      if (broken) throw new Error('broken')
    },
  })
  await until('there is one dead letter', async () => (await letters()).length === 1)
  broken = false
  const box = new DeadLetters(machinery.streams)
  for await (const letter of box.list()) await box.replay(letter)
  await until('the replayed event is handled', () => handled.length === 1)
  expect(handled).toEqual([id])
  expect(await letters()).toEqual([])
})

test('one that fails again is a dead letter again, with its history; other services never see it again', async () => {
  const other = await consume({ service: 'other' })
  await consume({
    handle: async () => {
      throw new Error('broken')
    },
  })
  const id = await publish('OrderPlaced')
  const box = new DeadLetters(machinery.streams)
  for (let failures = 1; failures <= 3; failures += 1) {
    await until('there is one dead letter', async () => (await letters()).length === 1)
    const [letter] = await letters()
    expect(letter?.history.map(({ error, tries }) => ({ error, tries }))).toEqual(
      Array.from({ length: failures - 1 }, () => ({ error: 'broken', tries: letter?.tries })),
    )
    if (letter) await Promise.all([box.replay(letter), box.replay(letter)]) // as two who do not know of each other
    await until('the dead letter is taken out', async () =>
      (await letters()).every(({ sequence }) => sequence !== letter?.sequence),
    )
  }
  await until('there is one dead letter', async () => (await letters()).length === 1)
  const later = await publish('OrderPlaced')
  await until('a later event is handled', () => other.handled.includes(later))
  expect(other.handled).toEqual([id, later])
})

test('a replica of an earlier release parks what it does not react to, and the later release handles it', async () => {
  const earlier = await consume({ parkedEveryMs: 20 })
  const later = await consume({ types: ['OrderPlaced', 'StockReserved'], parkedEveryMs: 20 })
  const ids = [...(await Promise.all(Array.from({ length: 20 }, () => publish('StockReserved'))))]
  await until('all 20 events are handled', () => new Set(later.handled).size >= 20) // a message may come more than once
  expect(new Set(later.handled)).toEqual(new Set(ids))
  expect(earlier.handled).toEqual([])
  await until('no dead letter is left', async () => (await letters()).length === 0)
})

test('a type that a service comes to react to is caught up from the first event on the stream', async () => {
  const before = [await publish('StockReserved'), await publish('OrderPlaced'), await publish('StockReserved')]
  const first = await consume()
  await until('the first release has handled its event', () => first.handled.length === 1)
  await first.consumer.stop(performance.now() + 1_000)
  const second = await consume({ types: ['OrderPlaced', 'StockReserved'] })
  const later = await publish('StockReserved')
  await until(
    'the second release has caught up',
    () => second.handled.includes(later) && second.handled.includes(String(before[0])),
  )
  expect(new Set(second.handled)).toEqual(new Set([before[0], before[2], later]))
  await second.consumer.stop(performance.now() + 1_000)
  const third = await consume({ types: ['OrderPlaced', 'StockReserved'] })
  const last = await publish('OrderPlaced')
  await until('the last event is handled', () => third.handled.includes(last))
  expect(third.handled).toEqual([last])
})

test('an earlier release that starts again leaves the later one its types', async () => {
  const later = await consume({ types: ['OrderPlaced', 'StockReserved'] })
  await consume()
  await later.consumer.stop(performance.now() + 1_000)
  const id = await publish('StockReserved')
  await until('there is one dead letter', async () => (await letters()).length === 1)
  const again = await consume({ types: ['OrderPlaced', 'StockReserved'] })
  await until('the later release handles its type', () => again.handled.length === 1)
  expect(again.handled).toEqual([id])
})

test('a type that another replica took out of the consumer, by changing it in the same moment, is delivered again', async () => {
  const { handled } = await consume({ types: ['OrderPlaced', 'StockReserved'], parkedEveryMs: 20 })
  const { manager } = machinery.streams
  const { config } = await manager.consumers.info('EVENTS', 'tester')
  await manager.consumers.update('EVENTS', 'tester', { ...config, filter_subjects: ['events.order.OrderPlaced.*'] })
  const id = await publish('StockReserved')
  await until('the event is handled', () => handled.includes(id))
  const { config: now } = await manager.consumers.info('EVENTS', 'tester')
  expect(now.filter_subjects).toHaveLength(2)
})

test('two replicas that want different types of a new consumer make one that delivers both', async () => {
  const { manager, settings } = machinery.streams
  const first = await consume()
  await first.consumer.stop(performance.now() + 1_000)
  const streams = { ...machinery.streams, settings: { ...settings, owner: 'tea' } }
  const [one, other] = await Promise.all([
    consume({ streams, types: ['OrderPlaced', 'StockReserved'], parkedEveryMs: 20 }),
    consume({ streams, types: ['OrderPlaced', 'StockReleased'], parkedEveryMs: 20 }),
  ])
  const [reserved, released] = [await publish('StockReserved'), await publish('StockReleased')]
  await until('each is handled', () => one.handled.includes(reserved) && other.handled.includes(released))
  const { config } = await manager.consumers.info('EVENTS', 'tester')
  expect(config).toMatchObject({ metadata: { shop: 'tea' } })
  expect(config.filter_subjects).toHaveLength(3)
})

test('what a replica took and does not answer for, as one that is frozen, goes to another after ACK_WAIT_MS', async () => {
  const ackWaitMs = 1_000
  const first = await consume({ ackWaitMs })
  await first.consumer.stop(performance.now() + 1_000)
  const id = await publish('OrderPlaced')
  const taken = await (await machinery.streams.stream.consumers.get('EVENTS', 'tester')).next()
  const second = await consume({ ackWaitMs })
  await until('the other replica has handled it', () => second.handled.includes(id))
  expect([taken?.json(), second.handled]).toMatchObject([{ id }, [id]])
  await until('nothing is pending', async () => (await pending()) === 0)
})

test('a consumer or a stream that is deleted is made again', async () => {
  const { handled } = await consume()
  const { manager } = machinery.streams
  const first = await publish('OrderPlaced')
  await until('the first event is handled', () => handled.includes(first))
  await manager.consumers.delete('EVENTS', 'tester')
  await until('there is a consumer again', () =>
    pending().then(
      () => true,
      () => false,
    ),
  )
  const second = await publish('OrderPlaced')
  await until('the second event is handled', () => handled.includes(second))
  await manager.streams.delete('EVENTS')
  await until('there is a consumer again', () =>
    pending().then(
      () => true,
      () => false,
    ),
  )
  const third = await publish('OrderPlaced')
  await until('the third event is handled', () => handled.includes(third))
})

test('NATS that is killed and comes back goes on delivering', async () => {
  const { handled } = await consume({ ackWaitMs: 2_000 })
  const ids = await Promise.all(Array.from({ length: 50 }, () => publish('OrderPlaced')))
  await until('the first event is handled', () => handled.length > 0)
  machinery.engines.process('nats').kill('SIGKILL')
  await until('NATS takes an event again', () =>
    publish('OrderPlaced').then(
      (id) => ids.push(id) > 0,
      () => false,
    ),
  )
  await until('all events are handled', () => ids.every((id) => handled.includes(id)))
})

test('a service that stops finishes what it has begun, and hands back the rest at once', async () => {
  const gates: (() => void)[] = []
  const ackWaitMs = 600_000 // so that none comes to the other because its time is over
  const handle = () => new Promise<void>((go) => gates.push(go))
  const first = await consume({ maxInFlight: 10, ackWaitMs, handle })
  const ids = await Promise.all(Array.from({ length: 30 }, () => publish('OrderPlaced')))
  await until('ten events are in flight', () => first.consumer.inFlight === 10)
  const second = await consume({ maxInFlight: 10, ackWaitMs })
  const stopping = first.consumer.stop(performance.now() + 200)
  gates[0]?.()
  await stopping
  expect(first.handled).toHaveLength(1)
  await until('the second replica has handled the rest', () => second.handled.length === 29)
  expect(new Set([...first.handled, ...second.handled])).toEqual(new Set(ids))
})

test('a consumer of an administrator that lets fewer messages be in hand than wanted delivers all', async () => {
  const { manager, ...streams } = machinery.streams
  const durable = {
    durable_name: 'tester',
    ack_policy: AckPolicy.Explicit,
    filter_subjects: ['events.order.OrderPlaced.*'],
  }
  await manager.consumers.add('EVENTS', { ...durable, max_ack_pending: 3 })
  const ids = await Promise.all(Array.from({ length: 20 }, () => publish('OrderPlaced')))
  const inHand: number[] = []
  const { consumer, handled } = await consume({
    streams: { ...streams, manager, settings: { admin: false } },
    handle: async () => void inHand.push(consumer.inFlight),
  })
  await until('all events are handled', () => ids.every((id) => handled.includes(id)))
  expect(Math.max(...inHand)).toBeLessThanOrEqual(3)
})

test('a malformed message as large as NATS takes is among the dead letters, and says what of it was cut', async () => {
  const largest = machinery.nats.info?.max_payload ?? 0
  await machinery.nats.request('events.order.OrderPlaced.x', 'x'.repeat(largest))
  await consume()
  await until('there is one dead letter', async () => (await letters()).length === 1)
  const [letter] = await letters()
  expect(letter).toMatchObject({
    kind: 'malformed',
    cut: expect.stringMatching(new RegExp(`^\\d+ of ${largest} bytes$`)),
  })
  expect(letter?.body.length).toBeGreaterThan(largest - 10_000)
  if (letter) await expect(new DeadLetters(machinery.streams).replay(letter)).rejects.toThrow(/cannot be replayed/)
  await until('no event is pending', async () => (await pending()) === 0)
})
