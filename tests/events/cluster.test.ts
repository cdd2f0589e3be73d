/** NATS as a cluster of three: leaders move, servers go, and events flow on within seconds. */

import { contract } from '@shop/contract/catalog.ts'
import { NatsCluster } from '@shop/dev/testing/nats-cluster.ts'
import { until } from '@shop/dev/testing/until.ts'
import { sample } from '@shop/contract/samples.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { EventConsumer } from '@shop/events/messaging/consumer.ts'
import { type EventStreams, openStreams } from '@shop/events/messaging/connection.ts'
import { LateStreams } from '@shop/events/messaging/late-streams.ts'
import { listen } from '@shop/events/messaging/listening.ts'
import { ensureStreams } from '@shop/events/messaging/streams.ts'
import type { ServiceRuntime } from '@shop/events/runtime.ts'
import { Health } from '@shop/platform/health.ts'
import { createMetrics } from '@shop/platform/metrics.ts'
import { connectNats } from '@shop/platform/nats.ts'
import { Shutdown } from '@shop/platform/shutdown.ts'
import { noTracer } from '@shop/platform/tracer.ts'
import type { NatsConnection } from '@nats-io/transport-node'
import { v7 as uuid } from 'uuid'
import { log } from './machinery.ts'

let servers: NatsCluster
let connection: NatsConnection
let streams: EventStreams

beforeAll(async () => {
  servers = await NatsCluster.start()
  const NATS_URL = servers.url
  const signal = new AbortController().signal
  connection = await connectNats({ settings: { NATS_URL }, name: 'tester', log, signal })
  const open = () =>
    openStreams(connection, contract, { replicas: 3 }).then(
      (connected) => ((streams = connected), true),
      () => false,
    )
  await until('the cluster has streams of three copies', open, 20_000)
}, 120_000)

afterAll(async () => {
  await connection.close()
  await servers.stop()
})

/** Publishes an event, as often as it takes; answers its id. */
async function publish(): Promise<string> {
  const id = uuid()
  const event: Record<string, unknown> = { ...sample('OrderPlaced'), id }
  const once = () =>
    streams.stream.publish(`events.order.OrderPlaced.${String(event['aggregateId'])}`, JSON.stringify(event), {
      msgID: id,
      timeout: 500,
    })
  await until('the event is published', () =>
    once().then(
      () => true,
      () => false,
    ),
  )
  return id
}

async function consuming(): Promise<{ handled: Set<string>; stop: () => Promise<void> }> {
  const handled = new Set<string>()
  const ignored = () => undefined
  const consumer = new EventConsumer({
    ...{ service: 'tester', contract, types: ['OrderPlaced'], ackWaitMs: 5_000 },
    streams,
    handle: async ({ id }) => void handled.add(id),
    observer: { handled: ignored, failed: ignored, deadLettered: ignored, waiting: ignored, madeUp: ignored },
  })
  await consumer.start()
  return { handled, stop: () => consumer.stop(performance.now()) }
}

/** The servers elect leaders of the stream and of the consumer after 4 to 9 s of silence each. */
const electionMs = 25_000

test('a service begins while a cluster has no leader, and its consumer when there is one again', async () => {
  const away = ['nats-1', 'nats-2'].flatMap((name) => servers.servers.get(name) ?? [])
  const [server] = [...servers.servers.values()].filter((one) => !away.includes(one))
  const nats = await connectNats({
    ...{ settings: { NATS_URL: server?.host ?? '' }, name: 'late', log },
    signal: new AbortController().signal,
  })
  await Promise.all(away.map((one) => one.signal('SIGKILL')))
  const shutdown = new Shutdown({ log, graceMs: 1_000 })
  const failed: unknown[] = []
  const runtime: ServiceRuntime = {
    ...{ name: 'late', log, metrics: createMetrics('late'), health: new Health(), shutdown },
    fail: (error) => void failed.push(error),
    config: { MONGODB_DATABASE: 'late', EVENTS_ADMIN: 'on', ACK_WAIT_MS: 5_000, EVENTS_REPLICAS: 3 },
  }
  const handled = new Set<string>()
  try {
    const late = await LateStreams.open(runtime, contract, { connection: nats, connected: Promise.resolve(nats) })
    expect(late.isOpen).toBe(false)
    expect(() => late.manager).toThrow('JetStream is not there yet')
    const handle = async ({ id }: RawEnvelope) => void handled.add(id)
    await listen(runtime, { tracer: noTracer }, contract, late, [{ types: ['OrderPlaced'], handle }])
    await Promise.all(away.map((one) => one.run()))
    const event = await publish()
    await until('the event is handled', () => handled.has(event), 90_000)
    expect(failed).toEqual([])
  } finally {
    await shutdown.close()
    await nats.close()
  }
}, 240_000)

test('where the leader of a consumer moves, or dies, the next event is there within seconds', async () => {
  const { handled, stop } = await consuming()
  const first = await publish()
  await until('the first event is handled', () => handled.has(first))

  await connection.request('$JS.API.CONSUMER.LEADER.STEPDOWN.EVENTS.tester', '')
  const afterMove = await publish()
  await until('events flow after the move', () => handled.has(afterMove)) // 30 to 44 s without heartbeats

  const { cluster } = await streams.manager.consumers.info('EVENTS', 'tester')
  await servers.servers.get(cluster?.leader ?? '')?.signal('SIGKILL')
  const afterDeath = await publish()
  await until('events flow after the death', () => handled.has(afterDeath), electionMs)
  await stop()
}, 60_000)

test('streams of a cluster that have one replica are reported', async () => {
  const { manager } = streams
  for (const name of ['EVENTS', 'DEAD']) {
    const { config } = await manager.streams.info(name)
    await manager.streams.update(name, { ...config, num_replicas: 1 })
  }
  expect(await ensureStreams(manager, streams.names, {})).toEqual([
    'the stream EVENTS has one copy on a cluster: set EVENTS_REPLICAS to 3',
    'the stream DEAD has one copy on a cluster: set EVENTS_REPLICAS to 3',
  ])
})
