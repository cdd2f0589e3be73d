/** The streams as an operator has set them, and those that are not ours. */

import { contract } from '@shop/contract/catalog.ts'
import { AckPolicy, DiscardPolicy, type JetStreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import { NatsServer } from '@shop/dev/testing/nats-server.ts'
import { type EventStreams, openStreams } from '@shop/events/messaging/connection.ts'
import { ensureDurable } from '@shop/events/messaging/durable.ts'
import { MissingStreamObject } from '@shop/events/messaging/missing.ts'
import { StreamNames } from '@shop/events/messaging/stream-names.ts'
import type { StreamSettings } from '@shop/events/messaging/stream-settings.ts'
import { emptyStreams, ensureStreams } from '@shop/events/messaging/streams.ts'
import { connectNats } from '@shop/platform/nats.ts'
import type { NatsConnection } from '@nats-io/transport-node'
import { log } from './machinery.ts'

let server: NatsServer
let connection: NatsConnection
beforeEach(async () => {
  server = await NatsServer.start({ config: (folder) => `jetstream { store_dir: "${folder}" }` })
  const signal = new AbortController().signal
  connection = await connectNats({ settings: { NATS_URL: server.host }, name: 'tester', log, signal })
})
afterEach(async () => {
  await connection.close()
  await server.stop()
})

const open = (settings: StreamSettings = {}): Promise<EventStreams> => openStreams(connection, contract, settings)

test('what the operator has set is kept, over a start and over a restore, unless a setting says otherwise', async () => {
  const streams = await open()
  const { manager, names } = streams
  const set = {
    ...{ description: 'ours', max_age: nanos(3_600_000), max_bytes: 50_000_000 },
    ...{ discard: DiscardPolicy.New, duplicate_window: nanos(300_000) },
  }
  await manager.streams.update('EVENTS', set)
  const configNow = async () => (await manager.streams.info('EVENTS')).config
  await ensureStreams(manager, names, {})
  expect(await configNow()).toMatchObject(set)
  await emptyStreams(streams)
  expect(await configNow()).toMatchObject(set)
  await ensureStreams(manager, names, { maxAgeMs: 7_200_000, maxBytes: 60_000_000 })
  expect(await configNow()).toMatchObject({ ...set, max_age: nanos(7_200_000), max_bytes: 60_000_000 })
})

test('emptied, a stream has neither messages nor consumers, and gives no sequence again', async () => {
  const { manager, stream, names, settings } = await open()
  await manager.consumers.add('EVENTS', { durable_name: 'tester', ack_policy: AckPolicy.Explicit })
  const { seq } = await stream.publish('events.order.OrderPlaced.x', '{}')
  await emptyStreams({ manager, names, settings })
  const { state } = await manager.streams.info('EVENTS')
  expect([state.messages, state.consumer_count]).toEqual([0, 0])
  expect((await stream.publish('events.order.OrderPlaced.x', '{}')).seq).toBe(seq + 2)
})

test('what the operator has set outlives a restore that ends at any of its steps', async () => {
  const { manager, names, settings } = await open()
  await manager.consumers.add('EVENTS', { durable_name: 'tester', ack_policy: AckPolicy.Explicit })
  const set = { description: 'ours', max_age: nanos(3_600_000), max_bytes: 50_000_000 }
  await manager.streams.update('EVENTS', set)
  for (let step = 1; ; step += 1) {
    const ended = await emptyStreams({ manager: endingAt(step, manager), names, settings }).then(
      () => 'through',
      (error: Error) => error.message,
    )
    await open() // as whoever runs it again does first
    expect((await manager.streams.info('EVENTS')).config).toMatchObject(set)
    if (ended === 'through') return expect(step).toBeGreaterThan(4)
    expect(ended).toBe(`ended at step ${step}`)
  }
})

/** Does as many requests as come before that step, and fails at it. */
function endingAt(step: number, manager: JetStreamManager): JetStreamManager {
  let left = step
  const ending = <Api extends object>(api: Api): Api =>
    new Proxy(api, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return (...args: unknown[]): unknown => {
          left -= 1
          if (left === 0) throw new Error(`ended at step ${step}`)
          return Reflect.apply(member, target, args)
        }
      },
    })
  return new Proxy(manager, {
    get: (target, name) => {
      if (name === 'streams') return ending(target.streams)
      return name === 'consumers' ? ending(target.consumers) : Reflect.get(target, name)
    },
  })
}

test("another shop's streams are refused, by the name of both", async () => {
  await open()
  await open({ owner: 'tea' }) // they had no owner until now
  await open({ owner: 'tea' })
  await expect(open({ owner: 'coffee' })).rejects.toThrow(
    /the stream EVENTS is that of the shop "tea", and this is "coffee" \(MONGODB_DATABASE\)\. Give this shop names of its own \(EVENTS_NAMESPACE\) or a NATS account/,
  )
})

test.each([
  [{ subjects: ['orders.>'] }, /has the subjects orders.> and not events.>: it is another application's/],
  [{ subjects: ['events.>'], storage: StorageType.Memory }, /is kept in memory/],
  [{ subjects: ['events.>'], retention: RetentionPolicy.Workqueue }, /has the retention workqueue/],
])('a stream EVENTS with %j is refused, and left as it is', async (config, why) => {
  const { manager } = await open()
  await manager.streams.delete('EVENTS')
  await manager.streams.add({ name: 'EVENTS', ...config })
  const before = (await manager.streams.info('EVENTS')).config
  await expect(open()).rejects.toThrow(why)
  expect((await manager.streams.info('EVENTS')).config).toEqual(before)
})

const durable = {
  names: new StreamNames(contract.name),
  service: 'tester',
  contract,
  types: ['OrderPlaced'],
  ackWaitMs: 5_000,
  maxInFlight: 10,
  admin: true,
} as const

test('a consumer that does not wait for acknowledgements is refused', async () => {
  const { manager } = await open()
  await manager.consumers.add('EVENTS', { durable_name: 'tester', ack_policy: AckPolicy.None })
  await expect(ensureDurable(manager, durable)).rejects.toThrow(/the consumer tester .* none and not explicit/)
})

test("another shop's consumer is refused, by the name of both", async () => {
  const { manager } = await open()
  await ensureDurable(manager, { ...durable, owner: 'tea' })
  await ensureDurable(manager, { ...durable, owner: 'tea' })
  await expect(ensureDurable(manager, { ...durable, owner: 'coffee' })).rejects.toThrow(
    /the consumer tester of the stream EVENTS is that of the shop "tea" and not of "coffee" \(MONGODB_DATABASE\)/,
  )
})

test('where an administrator makes streams and consumers, what is missing is named, and nothing is made', async () => {
  await expect(open({ admin: false })).rejects.toThrow(new MissingStreamObject('the stream EVENTS').message)
  const { manager } = await open()
  await expect(ensureDurable(manager, { ...durable, admin: false })).rejects.toThrow(
    /not the consumer tester of the stream EVENTS/,
  )
  await ensureDurable(manager, durable)
  expect(await ensureDurable(manager, { ...durable, ackWaitMs: 60_000, admin: false })).toBe(5_000)
  const later = { ...durable, types: ['OrderPlaced', 'StockReserved'], admin: false } as const
  await expect(ensureDurable(manager, later)).rejects.toThrow(
    /not events\.product\.StockReserved\.\* in the consumer tester/,
  )
})
