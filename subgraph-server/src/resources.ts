import type { Connection } from 'mongoose'
import { type Authenticate, createAuthenticate } from '@shop/platform/auth.ts'
import { SubgraphHttpServer } from './http.ts'
import { connectMongo, pingMongo } from './mongo.ts'
import { connectNatsLater, type LateNats } from '@shop/platform/late-nats.ts'
import { drainNats, pingNats } from '@shop/platform/nats.ts'
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
  readonly nats: LateNats
  readonly tracer: Tracer
}

/**
 * Listens first, so that the service can be seen to wait, then waits for MongoDB as long as it takes. NATS may come later. Rejects
 * where the port is taken, NATS refuses, or when the shutdown begins meanwhile.
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

  const nats = await connectNatsLater({ settings: config, name, log, signal })
  await shutdown.own('nats', async () => {
    if (nats.connection) await drainNats(nats.connection)
  })
  const answers = async () => {
    if (!nats.connection) throw new Error('NATS is not there yet')
    await pingNats(nats.connection)
  }
  health.watch('nats', answers, { counts: false }) // queries and new orders do not wait for it
  return { httpServer, url, authenticate: createAuthenticate(config, { log, metrics }), mongo, nats, tracer }
}
