import type { Authenticate } from '@shop/platform/auth.ts'
import { createAuthenticate } from '@shop/platform/auth.ts'
import { anonymous } from '@shop/platform/caller.ts'
import type { Runtime } from '@shop/platform/runtime.ts'
import type { RouterConfig } from './config.ts'
import { developmentAids } from './config.ts'
import { CachedUpstreams } from './entity-cache/cached-upstreams.ts'
import { EntityCache } from './entity-cache/entity-cache.ts'
import { publicEntities } from './entity-cache/public-entities.ts'
import type { Upstreams } from './executor.ts'
import { metricsObserver } from './observe/metrics.ts'
import type { Observer } from './observe/observer.ts'
import type { Tracing } from './observe/tracing.ts'
import { withRequestLog } from './observe/request-log.ts'
import type { Mask } from './operations/mask.ts'
import { createMask } from './operations/mask.ts'
import type { DocumentStore } from './operations/persisted.ts'
import { Rates } from './operations/rates.ts'
import { BACKOFF } from './subscriptions/backoff.ts'
import { Connections } from './subscriptions/connections.ts'
import { Subscriptions } from './subscriptions/subscriptions.ts'
import type { CreateExecutor, GenerationSettings } from './supergraph/generation.ts'
import { createGeneration } from './supergraph/generation.ts'
import { Graph } from './supergraph/graph.ts'
import type { Supergraph } from './supergraph/supergraph.ts'
import { labelsFrom, type LabelsOf } from './request/client-context.ts'
import { ByteBudget } from './request/byte-budget.ts'
import { Pipeline } from './request/pipeline.ts'
import { invalidAnswerLog } from './upstream/invalid-answer.ts'
import { HttpUpstreams } from './upstream/http.ts'

/** What every transport needs to answer operations. */
export type RouterServices = {
  readonly graph: Graph
  readonly upstreams: HttpUpstreams
  /** Undefined where it is off. */
  readonly cache: EntityCache | undefined
  readonly pipeline: Pipeline
  readonly subscriptions: Subscriptions
  readonly documentStore: DocumentStore
  readonly rates: Rates
  /** Bytes of bodies that are being read. */
  readonly reading: ByteBudget
  /** Bytes of answers that clients have not taken. */
  readonly unsent: ByteBudget
  /** Undefined where tracing is off. */
  readonly tracing: Tracing | undefined
  readonly authenticate: Authenticate
  readonly labelsOf: LabelsOf
  readonly mask: Mask
  readonly observer: Observer
}

/** Milliseconds that an operation may wait for its turn beside those that its plan may take. */
const TURN_MS = 5_000

/** What takes a moment to make. */
type PreparedServices = Pick<RouterServices, 'documentStore' | 'tracing'>

/** What the server, the subscriptions and the probes share: subgraph clients, caches, limits and the operation pipeline. */
export function createRouterServices(
  runtime: Runtime<RouterConfig>,
  createExecutor: CreateExecutor,
  { documentStore, tracing }: PreparedServices,
): RouterServices {
  const { config, log, metrics } = runtime
  const observer = withRequestLog(metricsObserver(metrics), log, config.LOG_SAMPLE)
  // One address may have a part of it: others have theirs.
  const unsent = new ByteBudget(config.LIMIT_UNSENT_BYTES, config.LIMIT_UNSENT_BYTES / 2)
  const upstreams = new HttpUpstreams(
    {
      timeoutMs: config.UPSTREAM_TIMEOUT_MS,
      maxBytes: config.UPSTREAM_MAX_BYTES,
      connections: config.UPSTREAM_CONNECTIONS,
      maxWaiting: config.UPSTREAM_MAX_WAITING,
      queueMs: config.UPSTREAM_QUEUE_MS,
      unsent,
    },
    observer.fetch,
    invalidAnswerLog(log),
    observer.retry,
  )
  const cache = config.ENTITY_CACHE_BYTES > 0 ? new EntityCache(config.ENTITY_CACHE_BYTES) : undefined
  const settings = generationSettings(config, createExecutor, upstreams, observer)
  const before = cache && entityCaching(cache, config, observer)
  const graph = new Graph(
    (sdl) => createGeneration(sdl, { ...settings, ...(before && { before }) }),
    config.RELOAD_WARMING_MS,
  )
  graph.onAdopted(() => cache?.clear())
  graph.onAdopted(({ supergraph }) => upstreams.locate(supergraph.subgraphs))
  const mask = createMask(log)
  const subscriptions = new Subscriptions({
    graph,
    mask,
    log,
    observer,
    timeoutMs: config.REQUEST_TIMEOUT_MS,
    connections: new Connections({
      timeoutMs: config.UPSTREAM_TIMEOUT_MS,
      heartbeatMs: config.HEARTBEAT_MS,
      maxBytes: config.UPSTREAM_MAX_BYTES,
    }),
    locate: (service) => upstreams.url(service),
    upstream: { backoff: BACKOFF, startMs: config.UPSTREAM_TIMEOUT_MS, reconnectMs: config.RECONNECT_MS },
    limits: { events: config.SUBSCRIPTION_QUEUE, bytes: config.SUBSCRIPTION_QUEUE_BYTES },
    sharedFields: new Set(config.PUBLIC_SUBSCRIPTIONS),
  })
  const rates = new Rates({
    perUser: config.RATE_PER_USER,
    perAddress: config.RATE_PER_ADDRESS,
    cost: config.RATE_COST,
    isBehindProxies: config.TRUSTED_PROXIES > 0,
  })
  const pipeline = new Pipeline({
    ...{ graph, documentStore, mask, rates, subscriptions, observer, log },
    timeoutMs: config.REQUEST_TIMEOUT_MS,
    maxResponseBytes: config.LIMIT_RESPONSE_BYTES,
  })
  return {
    graph,
    upstreams,
    cache,
    tracing,
    pipeline,
    subscriptions,
    documentStore,
    rates,
    reading: new ByteBudget(config.LIMIT_READING_BYTES, config.LIMIT_READING_BYTES / 4),
    unsent,
    authenticate: authenticator(runtime),
    labelsOf: labelsFrom(config.OVERRIDE_LABELS_HEADER),
    mask,
    observer,
  }
}

function entityCaching(cache: EntityCache, config: RouterConfig, observer: Observer) {
  const keyFields = new Map(config.ENTITY_EVICTIONS.map(({ type, field }) => [type, field]))
  return ({ publicTypes }: Supergraph, upstreams: Upstreams): Upstreams =>
    new CachedUpstreams(upstreams, {
      cache,
      isPublic: publicEntities(publicTypes),
      keyFields,
      observe: observer.entities,
    })
}

function generationSettings(
  config: RouterConfig,
  createExecutor: CreateExecutor,
  upstreams: HttpUpstreams,
  observer: Observer,
): GenerationSettings {
  return {
    createExecutor,
    planning: {
      planningTime: config.PLANNING_TIMEOUT_MS,
      waitingTime: config.PLANNING_TIMEOUT_MS + TURN_MS,
    },
    upstreams,
    planned: observer.plan,
    read: observer.document,
    operationCacheBytes: config.OPERATION_CACHE_BYTES,
    rules: {
      introspection: developmentAids(config).introspection,
      limits: {
        tokens: config.LIMIT_TOKENS,
        nameLength: config.LIMIT_NAME_LENGTH,
        depth: config.LIMIT_DEPTH,
        height: config.LIMIT_HEIGHT,
        aliases: config.LIMIT_ALIASES,
        rootFields: config.LIMIT_ROOT_FIELDS,
        directives: config.LIMIT_DIRECTIVES,
        listItems: config.LIMIT_LIST_ITEMS,
      },
    },
    limits: {
      variables: config.LIMIT_VARIABLES,
      variableBytes: config.LIMIT_VARIABLE_BYTES,
      variableDepth: config.LIMIT_VARIABLE_DEPTH,
      listItems: config.LIMIT_LIST_ITEMS,
      cost: config.LIMIT_COST,
      assumedListSize: config.ASSUMED_LIST_SIZE,
    },
  }
}

/** Without a source of keys no token can be believed here: everybody is anonymous, and subgraphs check tokens themselves. */
function authenticator({ config, log, metrics }: Runtime<RouterConfig>): Authenticate {
  const { JWT_SECRET, JWKS_URL, OVERRIDE_LABELS_CLAIM: labelsClaim } = config
  if (JWT_SECRET === undefined && JWKS_URL === undefined) return () => Promise.resolve(anonymous)
  return createAuthenticate({ ...config, ...(labelsClaim !== undefined && { labelsClaim }) }, { log, metrics })
}
