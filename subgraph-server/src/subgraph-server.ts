import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph'
import { parse } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { Gauge, Histogram } from 'prom-client'
import type { Registry } from 'prom-client'
import type { Authenticate } from '@shop/platform/auth.ts'
import type { RequestContext } from './context.ts'
import { handleGraphql } from './graphql-http.ts'
import type { SubgraphHttpServer } from './http.ts'
import type { Log } from '@shop/platform/log.ts'
import { createMask } from './masking.ts'
import type { Tracer } from '@shop/platform/tracer.ts'
import { createWebSocketEndpoint } from './websocket.ts'

export type SubgraphServer = {
  readonly apollo: ApolloServer<RequestContext>
  /** Takes nothing new, lets requests in flight finish, and has the clients of subscriptions reconnect. */
  close(): Promise<void>
}

/**
 * The executable schema of a subgraph, with `_entities` and `_service`. The resolvers are checked against the schema by their
 * generated types; the type that Apollo has for them does not know `__resolveReference`.
 */
export function subgraphSchema(typeDefs: string, resolvers: object): GraphQLSchema {
  if (!isResolverMap(resolvers)) throw new TypeError('resolvers are objects of functions, by type and field')
  return buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers }])
}

function isResolverMap(resolvers: object): resolvers is GraphQLResolverMap<RequestContext> {
  return Object.values(resolvers).every((fields) => typeof fields === 'object' && fields !== null)
}

/**
 * Serves queries and mutations over HTTP and subscriptions over WebSocket at the HTTP server's /graphql. Introspection is off in
 * production.
 */
export async function createSubgraphServer(options: {
  readonly httpServer: SubgraphHttpServer
  readonly schema: GraphQLSchema
  readonly authenticate: Authenticate
  readonly log: Log
  readonly metrics: Registry
  readonly tracer: Tracer
  readonly production: boolean
}): Promise<SubgraphServer> {
  const { httpServer, schema, authenticate, log, metrics, tracer, production } = options
  const mask = createMask(log, { hideSuggestions: production })
  const apollo = new ApolloServer<RequestContext>({
    schema,
    formatError: mask,
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    logger: log,
    persistedQueries: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(), // it would load a page from another host
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginCacheControlDisabled(), // it would wrap every field's resolver
    ],
  })
  await apollo.start()
  const duration = new Histogram({
    name: 'graphql_request_duration_seconds',
    help: 'From the first byte of a GraphQL request over HTTP to the last of its answer.',
    labelNames: ['status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [metrics],
  })
  const websocket = createWebSocketEndpoint({ schema, authenticate, mask, log })
  new Gauge({
    name: 'graphql_websocket_clients',
    help: 'Open WebSockets.',
    registers: [metrics],
    collect() {
      this.set(websocket.size())
    },
  })
  const http = { apollo, authenticate, mask, log, tracer, duration }
  httpServer.serve({
    handle: (request, response) => handleGraphql(http, request, response),
    upgrade: (request, socket, head) => websocket.upgrade(request, socket, head),
  })
  let closing: Promise<void> | undefined
  const close = async () => {
    await Promise.all([httpServer.close(), websocket.close()])
    await apollo.stop()
  }
  return { apollo, close: () => (closing ??= close()) }
}
