import type { Runtime } from '@shop/platform/runtime.ts'
import { developmentAids, pageSettings, type RouterConfig } from './config.ts'
import type { RouterServices } from './router-services.ts'
import { Cors } from './http/cross-origin.ts'
import { devLogin, tokenSigner, type SignToken } from './http/dev-login.ts'
import { GraphqlHandler } from './http/graphql.ts'
import { pagesRoute } from './http/pages.ts'
import { liveRoute, metricsRoute, readyRoute } from './http/probes.ts'
import type { Route, Routes } from './http/routes.ts'
import { HttpServer, servedHosts } from './http/server.ts'
import { StreamAnswers } from './http/stream-answers.ts'
import { AddressSlots } from './http/address-slots.ts'
import { playgroundRoutes, visitorLogin, type Playground } from './playground/routes.ts'
import { showLoad } from './observe/load.ts'
import { emptyFolder, readPlaygroundFolder } from './playground/tabs.ts'
import { Close } from './websocket/close-codes.ts'
import { Sockets } from './websocket/sockets.ts'
import { upgradeTo } from './websocket/upgrade.ts'

const GRAPHQL = '/graphql'
/** At least. */
const STALLED_MS = 60_000

/** Every way in: HTTP, event streams and WebSockets on one port. */
export type RouterServer = {
  readonly server: HttpServer
  /** Stops accepting, lets requests that are under way end, and tells subscribers to reconnect. */
  readonly close: () => Promise<void>
}

/** The HTTP server of the router: its routes, WebSockets and limits, not listening yet. */
export function createRouterServer(runtime: Runtime<RouterConfig>, services: RouterServices): RouterServer {
  const { config, log, shutdown } = runtime
  const cors = new Cors(config.ALLOWED_ORIGINS, config.NODE_ENV !== 'production')
  const heartbeatMs = config.HEARTBEAT_MS
  const limits = {
    maxBodyBytes: config.LIMIT_BODY_BYTES,
    maxBatch: config.LIMIT_BATCH,
    maxConcurrent: config.LIMIT_CONCURRENT,
    maxOperations: config.LIMIT_SUBSCRIPTIONS,
    maxSockets: config.LIMIT_SOCKETS,
    maxMessageBytes: config.LIMIT_BODY_BYTES,
    trustedProxies: config.TRUSTED_PROXIES,
  }
  const addressSlots = new AddressSlots(config.LIMIT_SOCKETS_PER_ADDRESS)
  const streams = new StreamAnswers({ ...services, heartbeatMs, addressSlots })
  const handler = new GraphqlHandler({
    ...services,
    ...limits,
    streams,
    showPlan: developmentAids(config).queryPlan,
  })
  showLoad(runtime.metrics, () => handler.underWay, limits.maxConcurrent)
  const stopping = shutdown.signal
  const sockets = new Sockets({ ...services, ...limits, heartbeatMs, addressSlots, log, stopping })
  const graphql: Route = (request, response, search) => handler.handle(request, response, search, cors.headers(request))
  const server = new HttpServer(routes(runtime, services, cors, graphql), upgradeTo(GRAPHQL, sockets, cors, stopping), {
    log,
    stalledMs: Math.max(STALLED_MS, 3 * Math.max(config.REQUEST_TIMEOUT_MS, config.HEARTBEAT_MS)),
    stalled: () => services.observer.cutOff('http', 'stalled'),
    isServed: config.NODE_ENV === 'production' ? undefined : servedHosts(config.HOST, config.ALLOWED_ORIGINS),
  })
  return {
    server,
    close: async () => {
      const closed = server.close()
      streams.close()
      await sockets.idle()
      await sockets.close(Close.goingAway)
      await closed
    },
  }
}

function routes(runtime: Runtime<RouterConfig>, services: RouterServices, cors: Cors, graphql: Route): Routes {
  const { config, health, metrics, shutdown } = runtime
  const { devLogin: login, playground } = developmentAids(config)
  const { JWT_SECRET: secret, JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_ROLES_CLAIM: rolesClaim } = config
  const sign = login && secret !== undefined ? tokenSigner(secret, { issuer, audience, rolesClaim }) : undefined
  const preflight: Route = (request, response) => cors.preflight(request, response)
  const page = playground ? playgroundOf(runtime, services, sign) : undefined
  return new Map([
    [GRAPHQL, { GET: page ? page.orElse(graphql) : graphql, POST: graphql, OPTIONS: preflight }],
    ...pagesOrPlayground(config),
    ['/health/live', { GET: liveRoute }],
    ['/health/ready', { GET: readyRoute(health, shutdown.signal) }],
    ...(config.NODE_ENV === 'production' ? [] : [['/metrics', { GET: metricsRoute(metrics) }] as const]),
    ...(sign ? [['/dev/login', { POST: cors.marked(devLogin(sign)), OPTIONS: preflight }] as const] : []),
    ...(page ? [['/playground/*', { GET: page.files }] as const] : []),
  ])
}

/** What is at "/" and at the paths that nothing else has. */
function pagesOrPlayground(config: RouterConfig): Routes {
  if (config.PAGES !== undefined) {
    const pages = pagesRoute({ folder: config.PAGES, ...pageSettings(config) })
    return new Map([['*', { GET: pages }]])
  }
  const home: Route = (_request, response) => {
    response.writeHead(302, { location: GRAPHQL })
    response.end()
  }
  return new Map([['/', { GET: home }]])
}

function playgroundOf(
  { config, log }: Runtime<RouterConfig>,
  { graph }: RouterServices,
  sign: SignToken | undefined,
): Playground {
  const folder = config.PLAYGROUND_TABS
  const allScopes = () => graph.loaded?.authorizationSchema.guards.scopes ?? []
  return playgroundRoutes({
    endpoint: GRAPHQL,
    pages: config.PAGES !== undefined,
    log,
    folder: () => (folder === undefined ? Promise.resolve(emptyFolder) : readPlaygroundFolder(folder)),
    login: sign && visitorLogin(config.PLAYGROUND_LOGIN, allScopes),
  })
}
