import type { NatsConnection } from '@nats-io/transport-node'
import type { Connection } from 'mongoose'
import { type Authenticate, createAuthenticate } from '@shop/platform/auth.ts'
import { SubgraphHttpServer } from './http.ts'
import { connectMongo, pingMongo } from './mongo.ts'
import { connectNats, drainNats, pingNats } from '@shop/platform/nats.ts'
import { openMetricsExport } from '@shop/platform/open-metrics-export.ts'
import { openTracer } from '@shop/platform/open-tracer.ts'
import type { SubgraphRuntime } from './runtime.ts'
import type { Tracer } from '@shop/platform/tracer.ts'

/** What every subgraph stands on, open and owned by the runtime's shutdown. */
export type SubgraphResources = {
  readonly httpServer: SubgraphHttpServer
  /** Where it listens, as in "http://127.0.0.1:4001". */
  readonly url: string
  readonly authenticate: Authenticate
  readonly mongo: Connection
  readonly nats: NatsConnection
  readonly tracer: Tracer
}

/**
 * Listens first, so that the service can be seen to wait, then waits for MongoDB and NATS as long as it takes. Rejects
 * where the port is taken, or when the shutdown begins meanwhile.
 */
export async function openResources(runtime: SubgraphRuntime): Promise<SubgraphResources> {
  const { name, config, log, metrics, health, shutdown } = runtime
  const tracer = await openTracer(runtime)
  await openMetricsExport(runtime)
  health.expect('mongo', 'nats', name)
  const httpServer = new SubgraphHttpServer({ health, metrics, log })
  const url = await httpServer.listen(config.PORT, config.HOST)
  await shutdown.own('http', () => httpServer.close())
  const { signal } = shutdown

  const { MONGODB_URI: uri, MONGODB_DATABASE: database } = config
  const mongo = await connectMongo({ uri, database, name, log, signal })
  await shutdown.own('mongo', () => mongo.close())
  health.watch('mongo', () => pingMongo(mongo))

  const nats = await connectNats({ settings: config, name, log, signal })
  await shutdown.own('nats', () => drainNats(nats))
  health.watch('nats', () => pingNats(nats), { counts: false }) // queries and new orders do not wait for it
  return { httpServer, url, authenticate: createAuthenticate(config, { log, metrics }), mongo, nats, tracer }
}
