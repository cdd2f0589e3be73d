import { openMetricsExport } from '@shop/platform/open-metrics-export.ts'
import { openTracer } from '@shop/platform/open-tracer.ts'
import type { Runtime } from '@shop/platform/runtime.ts'
import { noTracer } from '@shop/platform/tracer.ts'
import type { RouterConfig } from './config.ts'
import { createRouterServices } from './router-services.ts'
import type { RouterServices } from './router-services.ts'
import { followEvictions } from './entity-cache/nats-evictions.ts'
import { createRouterServer } from './router-server.ts'
import { metricsRoute } from './http/probes.ts'
import { HttpServer } from './http/server.ts'
import { chosenExecutor } from './chosen-executor.ts'
import { requestTracing, type Tracing } from './observe/tracing.ts'
import { createDocumentStore } from './operations/document-store.ts'
import type { CreateExecutor } from './supergraph/generation.ts'
import { checkReachable } from './supergraph/reachable.ts'
import type { SupergraphSource } from './supergraph/supergraph-source.ts'
import { sourceFromFile, sourceFromSubgraphs } from './supergraph/supergraph-source.ts'

export type Router = { readonly url: string; readonly services: RouterServices }

const METRICS_STALLED_MS = 60_000

/**
 * Starts the router: it listens first, so that it can be seen to wait, and resolves when it has a supergraph. The
 * runtime's shutdown stops it. Rejects where the port is taken; with a ConfigError where the supergraph's file is none.
 * @param createExecutor makes what runs operations of one supergraph; without it, as EXECUTOR says
 * @example
 * const runtime = createRuntime('router', readConfig(routerSettings, { SUPERGRAPH: 'supergraph.graphql', PORT: '0' }))
 * const { url } = await startRouter(runtime)
 * await fetch(`${url}/graphql?query={__typename}`, { headers: { 'apollo-require-preflight': 'yes' } })
 * await runtime.shutdown.close()
 */
export async function startRouter(runtime: Runtime<RouterConfig>, createExecutor?: CreateExecutor): Promise<Router> {
  const { config, log, health, shutdown } = runtime
  health.expect('supergraph')
  const services = createRouterServices(runtime, createExecutor ?? (await chosenExecutor(config)), {
    documentStore: await createDocumentStore(runtime),
    tracing: await tracingOf(runtime),
  })
  await shutdown.own('upstreams', () => services.upstreams.close())
  await shutdown.own('graph', () => services.graph.close())
  const routerServer = createRouterServer(runtime, services)
  await shutdown.own('clients', () => routerServer.close())
  const url = await routerServer.server.listen(config.PORT, config.HOST)
  warnAboutTokens(runtime)
  await serveMetrics(runtime)
  await openMetricsExport(runtime)

  await followEntityChanges(runtime, services)

  const supergraphSource: SupergraphSource = {
    graph: services.graph,
    log,
    signal: shutdown.signal,
    reloaded: services.observer.reload,
  }
  const first = new Promise<void>((resolve) => services.graph.onAdopted(() => resolve()))
  services.graph.onAdopted(() => watchReadiness(runtime, services))
  services.graph.onAdopted(({ supergraph: { leftOut } }) => {
    if (leftOut.length > 0)
      log.warn(
        { leftOut },
        'plans are made without some fixes of the planner: this supergraph cannot be built with them',
      )
  })
  if (config.SUPERGRAPH !== undefined) await sourceFromFile(config.SUPERGRAPH, supergraphSource)
  else {
    const watching = sourceFromSubgraphs(config.SUBGRAPHS, config.SUBGRAPH_POLL_MS, supergraphSource)
    await Promise.race([first, watching])
    shutdown.signal.throwIfAborted()
  }
  return { url, services }
}

/** Undefined where tracing is off, so that it costs nothing. */
async function tracingOf(runtime: Runtime<RouterConfig>): Promise<Tracing | undefined> {
  const tracer = await openTracer(runtime)
  return tracer === noTracer ? undefined : requestTracing(tracer)
}

function watchReadiness({ health }: Runtime<RouterConfig>, { graph, upstreams }: RouterServices): void {
  health.watch('supergraph', () => Promise.resolve())
  for (const name of graph.current.supergraph.subgraphs.keys())
    health.watch(name, async () => {
      if (graph.current.supergraph.subgraphs.has(name)) await checkReachable(upstreams, name)
    })
}

/** Beside everything else: without NATS the router serves as it would without a cache. */
async function followEntityChanges(
  { config, log, shutdown }: Runtime<RouterConfig>,
  { cache }: RouterServices,
): Promise<void> {
  const { EVICTIONS_NATS_URL: NATS_URL, ENTITY_EVICTIONS: rules } = config
  if (!cache || NATS_URL === undefined) return
  const following = followEvictions(cache, { nats: { ...config, NATS_URL }, rules, log, signal: shutdown.signal })
  following.then(
    () => log.info('entity cache: subscribed to evictions'),
    (err: unknown) => shutdown.signal.aborted || log.error({ err }, 'entity cache: no evictions come; nothing is kept'),
  )
  await shutdown.own('evictions', async () => (await following.catch(() => undefined))?.())
}

/** On a port of their own, which need not be open to clients. */
async function serveMetrics({ config, log, metrics, shutdown }: Runtime<RouterConfig>): Promise<void> {
  const { METRICS_PORT: port, HOST: host, NODE_ENV } = config
  if (port === undefined) {
    if (NODE_ENV === 'production') log.warn('METRICS_PORT is not set: /metrics cannot be read')
    return
  }
  const routes = new Map([['/metrics', { GET: metricsRoute(metrics) }]])
  const server = new HttpServer(routes, (_request, socket) => socket.destroy(), {
    log,
    stalledMs: METRICS_STALLED_MS,
    stalled: () => log.warn('a client did not take its metrics'),
  })
  log.info({ url: `${await server.listen(port, host)}/metrics` }, 'metrics')
  await shutdown.own('metrics', () => server.close())
}

function warnAboutTokens({ config, log }: Runtime<RouterConfig>): void {
  if (config.JWT_SECRET !== undefined || config.JWKS_URL !== undefined) return
  log.warn(
    'neither JWT_SECRET nor JWKS_URL is set: tokens are passed on unread, and every caller counts as anonymous here',
  )
}
