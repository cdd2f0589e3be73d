import type { PreparedSubscription } from '../executor.ts'
import type { Asker } from '../http/asker.ts'
import { contextFor } from '../http/asker.ts'
import type { Observer } from '../observe/observer.ts'
import { RequestError, unavailable } from '../operations/request-error.ts'
import type { Opened } from '../operations/run.ts'
import { refuseUnplannable } from '../operations/run.ts'
import type { Connections } from './connections.ts'
import type { Follower, UpstreamEvent } from './event.ts'
import type { StreamLimits } from './event-stream.ts'
import { EventStream } from './event-stream.ts'
import type { Filling } from './filling.ts'
import { EventFilling } from './filling.ts'
import type { UpstreamSubscription } from './resumable.ts'
import { resumable } from './resumable.ts'
import type { JoinOptions, Joined } from './sharing.ts'
import { Sharing } from './sharing.ts'
import type { UpstreamSettings } from './upstream.ts'
import { Upstream } from './upstream.ts'

export type SubscriptionParts = Filling & {
  readonly connections: Connections
  /** Where a subgraph is now; asked again before each attempt. */
  readonly locate: (service: string) => string | undefined
  readonly upstream: UpstreamSettings
  readonly limits: StreamLimits
  /** Subscription fields that send everyone the same, besides those whose schema says so. */
  readonly sharedFields: ReadonlySet<string>
  readonly observer: Observer
}

/** Subscriptions of clients, on shared subscriptions at subgraphs, each event filled with fields of other subgraphs. */
export class Subscriptions {
  readonly #parts: SubscriptionParts
  readonly #sharing = new Sharing()
  readonly #asked = new WeakMap<PreparedSubscription, UpstreamSubscription>()

  constructor(parts: SubscriptionParts) {
    this.#parts = parts
  }

  /** Subscriptions at subgraphs that are open. */
  get upstreams(): number {
    return this.#sharing.size
  }

  /**
   * Rejects with a RequestError where the operation may not run. What the subgraph refuses is the stream's only result.
   * `slow` is called when the client does not keep up; the stream has ended then. `ended`: however it ended.
   */
  async open(
    opened: Opened,
    asker: Asker,
    slow: () => void,
    ended: () => void = () => undefined,
  ): Promise<EventStream> {
    const { operation, variables, generation } = opened
    const refusals = operation.rootRefusals(asker.caller)
    if (refusals.length > 0) throw new RequestError(403, refusals)
    const variant = await operation.variant(asker.caller).catch(refuseUnplannable)
    const { prepared } = variant
    if (prepared.kind !== 'subscription') throw new TypeError('only subscriptions are subscribed to')
    const subscription = this.#subscriptionOf(prepared, opened)
    const { observer, limits, locate } = this.#parts
    if (locate(subscription.service) === undefined)
      throw unavailable(`Subgraph "${subscription.service}" is not there yet.`)

    const filling = new EventFilling(this.#parts, opened, variant, contextFor, asker)
    let joined: Joined | undefined
    const stream: EventStream = new EventStream({
      limits,
      answer: (event: UpstreamEvent, anew: boolean) => filling.answer(event, anew),
      release: () => {
        joined?.leave()
        observer.subscription({ type: 'closed', side: 'client' })
        ended()
      },
      slow: () => {
        observer.subscription({ type: 'slow' })
        slow()
      },
    })
    const follower: Follower = {
      event: (event) => stream.push(event),
      end: ({ errors }) => stream.finish(errors && filling.masked({ errors })),
    }
    observer.subscription({ type: 'opened', side: 'client' })
    const shared = generation.supergraph.sharedSubscriptions
    const isShared = operation
      .rootFields()
      .every(({ name }) => shared.has(name.value) || this.#parts.sharedFields.has(name.value))
    const authorization = isShared ? undefined : asker.authorization
    const options = this.#joinOptions(subscription, variables, authorization)
    joined = this.#sharing.join(options, follower, (event) => stream.push(event, true))
    return stream
  }

  #subscriptionOf(prepared: PreparedSubscription, { generation }: Opened): UpstreamSubscription {
    const known = this.#asked.get(prepared)
    if (known) return known
    const schema = generation.supergraph.subgraphSchema(prepared.primary.service)
    const asked = schema ? resumable(prepared.primary, schema) : { ...prepared.primary, resume: undefined }
    this.#asked.set(prepared, asked)
    return asked
  }

  #joinOptions(
    subscription: UpstreamSubscription,
    variables: Opened['variables'],
    authorization: string | undefined,
  ): JoinOptions {
    const { service, query, operationName, variableNames, resume } = subscription
    const after = resume?.initial(variables)
    const values = variableNames.map((name) => variables[name])
    return {
      key: JSON.stringify([service, query, values, after, authorization]),
      replaysState: resume !== undefined,
      resumes: after !== undefined,
      create: (follower) => {
        const { observer, connections, upstream, locate } = this.#parts
        const open: ConstructorParameters<typeof Upstream>[2] = (given, sink) => {
          const url = locate(service)
          if (url === undefined) throw new TypeError(`no subgraph is named ${service}`)
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
        const source = new Upstream(subscription, variables, open, upstream, counted, reconnecting)
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
