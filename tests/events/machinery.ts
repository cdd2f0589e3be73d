/** The machinery of one service on real engines, without the service around it. */

import { contract } from '@shop/contract/catalog.ts'
import { type Engines, startEngines } from '@shop/dev/engines/engines.ts'
import type { AggregateDocument } from '@shop/events/aggregates/document.ts'
import { hostAggregates } from '@shop/events/aggregates/hosting.ts'
import { type EventStreams, openStreams } from '@shop/events/messaging/connection.ts'
import type { LogEntry } from '@shop/events/outbox/mongo-log.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { product } from '@shop/inventory/domain/decider.ts'
import { createLog } from '@shop/platform/log.ts'
import { createMetrics } from '@shop/platform/metrics.ts'
import { connectNats } from '@shop/platform/nats.ts'
import type { NatsConnection } from '@nats-io/transport-node'
import { type Collection, type Db, MongoClient } from 'mongodb'

export const log = createLog({ name: 'test', level: 'silent', pretty: false })

export type Machinery = {
  readonly engines: Engines
  readonly database: Db
  readonly nats: NatsConnection
  readonly streams: EventStreams
  readonly connectMongo: (uri?: string) => Promise<Db>
  readonly close: () => Promise<void>
}

export async function openMachinery(): Promise<Machinery> {
  const engines = await startEngines()
  const clients: MongoClient[] = []
  const connectMongo = async (uri = engines.mongoUri) => {
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 2_000 })
    clients.push(await client.connect())
    return client.db(engines.database)
  }
  const nats = await connectNats({
    settings: { NATS_URL: engines.natsUrl },
    name: 'test',
    log,
    signal: new AbortController().signal,
  })
  return {
    engines,
    database: await connectMongo(),
    nats,
    streams: await openStreams(nats, contract, {}),
    connectMongo,
    close: async () => {
      await nats.close()
      await Promise.all(clients.map((client) => client.close()))
      await engines.stop()
    },
  }
}

/** One replica of a service that keeps products. */
export function hostProducts({ streams }: Machinery, database: Db) {
  return hostAggregates({
    decider: product,
    contract,
    ...collections(database),
    streams,
    log,
    registry: createMetrics('test'),
  })
}

export function collections(database: Db): {
  readonly documents: Collection<AggregateDocument>
  readonly events: Collection<LogEntry>
} {
  return { documents: database.collection('products'), events: database.collection('product_events') }
}

/** As an operator may, or a server that has lost them: those of feeds. Answers how many there were. */
export async function deleteFeedConsumers({ streams: { manager, names } }: Machinery): Promise<number> {
  const found: string[] = []
  for await (const { name, config } of manager.consumers.list(names.events))
    if (config.durable_name === undefined) found.push(name)
  for (const name of found) await manager.consumers.delete(names.events, name)
  return found.length
}

/** Every event on the stream, in its order; each as often as it stands there. */
export async function onStream({ streams: { manager, stream } }: Machinery): Promise<RawEnvelope[]> {
  const { state } = await manager.streams.info('EVENTS')
  if (state.messages === 0) return []
  const consumer = await stream.consumers.get('EVENTS', {})
  const events: RawEnvelope[] = []
  for await (const message of await consumer.consume()) {
    events.push(message.json())
    if (message.info.pending === 0) break
  }
  return events
}
