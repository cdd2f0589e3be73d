import { AckPolicy, jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { MongoClient } from 'mongodb'
import { startEngines, type Engines } from '../engines/engines.ts'
import { settle } from './settle.ts'

type Aggregate = { readonly _id: string; readonly outboxSince?: Date }

let engines: Engines
beforeAll(async () => {
  engines = await startEngines()
})
afterAll(() => engines.stop())

/** A stream with one event on it and a durable consumer that has not seen it. */
async function withEvent(work: (manager: JetStreamManager, client: JetStreamClient) => Promise<void>): Promise<void> {
  const nats = await connect({ servers: engines.natsUrl })
  const manager = await jetstreamManager(nats)
  await manager.streams.add({ name: 'EVENTS', subjects: ['events.>'] })
  await manager.consumers.add('EVENTS', { durable_name: 'pay', ack_policy: AckPolicy.Explicit })
  const client = jetstream(nats)
  await client.publish('events.order.OrderPlaced.o1', '{}')
  try {
    await work(manager, client)
  } finally {
    await manager.streams.delete('EVENTS')
    await nats.close()
  }
}

const settled = (withinMs: number): Promise<void> => settle({ ...engines, withinMs })

test('a shop is not settled while a consumer has an event to come, or in hand', () =>
  withEvent(async (_manager, client) => {
    await expect(settled(200)).rejects.toThrow('consumer pay has 1 events to come and 0 in hand')
    const consumer = await client.consumers.get('EVENTS', 'pay')
    const message = await consumer.next()
    await expect(settled(200)).rejects.toThrow('consumer pay has 0 events to come and 1 in hand')
    await message?.ackAck()
    await settled(5_000)
  }))

test("what is left of a killed process's own feed is not waited for", () =>
  withEvent(async (manager) => {
    await manager.consumers.delete('EVENTS', 'pay')
    await manager.consumers.add('EVENTS', { ack_policy: AckPolicy.None, inactive_threshold: 60_000_000_000 })
    await settled(5_000)
  }))

test('a shop is not settled while an outbox holds an event', () =>
  withEvent(async (manager) => {
    await manager.consumers.delete('EVENTS', 'pay')
    const mongo = new MongoClient(engines.mongoUri)
    const accounts = mongo.db(engines.database).collection<Aggregate>('accounts')
    await accounts.insertOne({ _id: 'alice', outboxSince: new Date() })
    await expect(settled(200)).rejects.toThrow('the outbox of accounts alice is not empty')
    await accounts.updateOne({ _id: 'alice' }, { $unset: { outboxSince: 1 } })
    await settled(5_000)
    await mongo.close()
  }))
