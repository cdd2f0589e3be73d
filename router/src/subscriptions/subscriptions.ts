import { setImmediate } from 'node:timers/promises'
import { callerKey, type ClientContext } from '../request/client-context.ts'
import type { Observer } from '../observe/observer.ts'
import { unavailable } from '../operations/request-error.ts'
import { acceptAnew, type AcceptedRequest } from '../operations/accept.ts'
import type { Generation } from '../supergraph/generation.ts'
import type { Graph } from '../supergraph/graph.ts'
import { resolveSubscription, type ResolvedSubscription } from './resolved-subscription.ts'
import { SubscriptionClient } from './client.ts'
import type { Connections } from './connections.ts'
import type { Follower } from './event.ts'
import type { EventStream, StreamLimits } from './event-stream.ts'
import type { EventFillingOptions } from './filling.ts'
import type { JoinOptions } from './stream-multiplexer.ts'
import { StreamMultiplexer } from './stream-multiplexer.ts'
import type { UpstreamSettings } from './upstream.ts'
import { Upstream } from './upstream.ts'

/** Milliseconds for which the event loop is kept while clients go over to another supergraph. */
const RENEWING_MS = 10

export type SubscriptionOptions = EventFillingOptions & {
  readonly graph: Graph
  readonly connections: Connections
  /** Where a subgraph is now; looked up again before each attempt. */
  readonly locate: (service: string) => string | undefined
  readonly upstream: UpstreamSettings
  readonly limits: StreamLimits
  /** Subscription fields that send everyone the same, besides those whose schema says so. */
  readonly sharedFields: ReadonlySet<string>
  readonly observer: Observer
}

/** Subscriptions of clients, on shared subscriptions at subgraphs, each event filled with fields of other subgraphs. */
export class Subscriptions {
  readonly #options: SubscriptionOptions
  readonly #multiplexer = new StreamMultiplexer()
  readonly #clients = new Set<SubscriptionClient>()

  constructor(options: SubscriptionOptions) {
    this.#options = options
    options.graph.onAdopted((generation) => void this.#renew(generation))
  }

  /** Subscriptions at subgraphs that are open. */
  get upstreams(): number {
    return this.#multiplexer.size
  }

  /**
   * Rejects with a RequestError where the operation may not run. What the subgraph refuses is the stream's only result.
   * `slow` is called when the client does not keep up; the stream has ended then. `after`: the cursor that the client has come to
   * before, where its stream can be resumed.
   */
  async open(
    accepted: AcceptedRequest,
    clientContext: ClientContext,
    { slow, after }: { readonly slow: () => void; readonly after?: string | undefined },
  ): Promise<EventStream> {
    const { observer, limits, locate, graph, sharedFields } = this.#options
    const resolved = await this.#resolved(accepted, clientContext)
    const { service } = resolved.upstream
    if (locate(service) === undefined) throw unavailable(`Subgraph "${service}" is not there yet.`)
    observer.subscription({ type: 'opened', side: 'client' })
    const client = new SubscriptionClient(resolved, clientContext, {
      filling: this.#options,
      limits,
      resolveSubscription: (again, by) => resolveSubscription(again, by, sharedFields),
      join: (what, after, follower, missed) => this.#multiplexer.join(this.#joinOptions(what, after), follower, missed),
      slow: () => {
        observer.subscription({ type: 'slow' })
        slow()
      },
      ended: () => {
        this.#clients.delete(client)
        observer.subscription({ type: 'closed', side: 'client' })
      },
    })
    this.#clients.add(client)
    client.start(resolved.upstream.resume && after)
    if (graph.loaded && graph.loaded !== resolved.accepted.generation) client.renew(graph.loaded)
    return client.stream
  }

  async #resolved(accepted: AcceptedRequest, clientContext: ClientContext): Promise<ResolvedSubscription> {
    const { graph, sharedFields } = this.#options
    try {
      return await resolveSubscription(accepted, clientContext, sharedFields)
    } catch (error) {
      const anew = await acceptAnew(error, accepted, () => graph.current, callerKey(clientContext))
      return this.#resolved(anew, clientContext)
    }
  }

  /** Clients go over to another supergraph, a few at a time. */
  async #renew(generation: Generation): Promise<void> {
    let since = performance.now()
    for (const client of [...this.#clients]) {
      if (performance.now() - since > RENEWING_MS) {
        await setImmediate()
        since = performance.now()
      }
      if (this.#options.graph.loaded !== generation) return
      client.renew(generation)
    }
  }

  /** `from`: the cursor that the client has come to before. */
  #joinOptions(
    { upstream: subscription, accepted, authorization, isShared }: ResolvedSubscription,
    from: string | undefined,
  ): JoinOptions {
    const { variables } = accepted
    const { service, query, operationName, variableNames, resume } = subscription
    const after = from ?? resume?.initial(variables)
    const values = variableNames.map((name) => variables[name])
    return {
      key: JSON.stringify([service, query, values, after, authorization]),
      replaysState: resume !== undefined,
      joinsOnlyUnbegun: after !== undefined || (!resume && !isShared),
      create: (follower) => {
        const { observer, connections, upstream, locate } = this.#options
        const open: ConstructorParameters<typeof Upstream>[2] = (given, sink) => {
          const url = locate(service)
          if (url === undefined) {
            sink.failed(new Error(`no subgraph is named ${service}`))
            return () => undefined
          }
          const payload = { query, variables: { ...given }, ...(operationName && { operationName }) }
          return connections.subscribe(url, authorization, payload, sink)
        }
        const ended = () => observer.subscription({ type: 'closed', side: 'upstream' })
        const counted: Follower = {
          event: (event) => {
            observer.subscription({ type: 'event' })
            follower.event(event)
          },
          end: (ending) => {
            ended()
            follower.end(ending)
          },
        }
        const reconnecting = () => observer.subscription({ type: 'reconnect' })
        const source = new Upstream(subscription, variables, open, { ...upstream, from }, counted, reconnecting)
        return {
          start: () => {
            observer.subscription({ type: 'opened', side: 'upstream' })
            source.start()
          },
          stop: () => {
            ended()
            source.stop()
          },
        }
      },
    }
  }
}
