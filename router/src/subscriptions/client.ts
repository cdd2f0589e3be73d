import type { ClientContext } from '../request/client-context.ts'
import { callerKey } from '../request/client-context.ts'
import { RequestError, unavailable } from '../operations/request-error.ts'
import type { AcceptedRequest } from '../operations/accept.ts'
import { acceptRequest } from '../operations/accept.ts'
import type { Generation } from '../supergraph/generation.ts'
import { haveSameUpstream, type ResolvedSubscription } from './resolved-subscription.ts'
import { type Backoff, waitBefore } from './backoff.ts'
import type { Follower, UpstreamEvent } from './event.ts'
import { EventStream, type StreamLimits } from './event-stream.ts'
import { EventFilling, type EventFillingOptions } from './filling.ts'
import type { Joined } from './stream-multiplexer.ts'

export type SubscriptionClientOptions = {
  readonly filling: EventFillingOptions
  readonly limits: StreamLimits
  readonly resolveSubscription: (
    accepted: AcceptedRequest,
    clientContext: ClientContext,
  ) => Promise<ResolvedSubscription>
  /** Joins the subgraph's stream; `after`: as a stream that has come to this cursor already. */
  readonly join: (
    resolved: ResolvedSubscription,
    after: string | undefined,
    follower: Follower,
    missed: (event: UpstreamEvent) => void,
  ) => Joined
  /** The client does not keep up; the stream has ended then. */
  readonly slow: () => void
  /** However it ended. */
  readonly ended: () => void
}

/** Before the plan in another supergraph is made again. */
const RENEWING: Backoff = { firstMs: 1_000, maxMs: 60_000 }

/**
 * One client of a subscription. When another supergraph is served, its events are filled with the plan of that; where that selects
 * something else of subgraphs, it subscribes there from the last cursor on, and the client notices nothing.
 */
export class SubscriptionClient {
  readonly stream: EventStream
  readonly #clientContext: ClientContext
  readonly #options: SubscriptionClientOptions
  #resolved: ResolvedSubscription
  #filling: EventFilling
  #joined: Joined | undefined
  /** What the present stream of the subgraph feeds. */
  #follower: Follower | undefined
  #cursor: string | undefined
  #ended = false
  #renewing: Promise<void> | undefined
  /** The supergraph that was served last, and how often it gave no plan. */
  #newest: Generation | undefined
  #failures = 0
  #again: NodeJS.Timeout | undefined

  constructor(resolved: ResolvedSubscription, clientContext: ClientContext, options: SubscriptionClientOptions) {
    this.#clientContext = clientContext
    this.#options = options
    this.#resolved = resolved
    this.#filling = new EventFilling(options.filling, resolved, clientContext)
    this.stream = new EventStream({
      limits: options.limits,
      answer: this.#filling.answer,
      release: () => {
        this.#ended = true
        clearTimeout(this.#again)
        this.#joined?.leave()
        options.ended()
      },
      slow: options.slow,
    })
  }

  /** `after`: the cursor that it has come to before. */
  start(after?: string): void {
    this.#cursor = after
    this.#join(after)
  }

  /**
   * Goes over to another supergraph. Where its operation is none there, or is not allowed, it ends with what a new client would
   * get; where only the planner fails, it goes on as it was and tries again.
   */
  renew(generation: Generation): void {
    this.#newest = generation
    this.#failures = 0
    this.#queue(generation)
  }

  #queue(generation: Generation): void {
    clearTimeout(this.#again)
    const renewing = (this.#renewing ?? Promise.resolve())
      .then(() => this.#renew(generation))
      .finally(() => {
        if (this.#renewing === renewing) this.#renewing = undefined
      })
    this.#renewing = renewing
  }

  async #renew(generation: Generation): Promise<void> {
    const { request, generation: earlier } = this.#resolved.accepted
    if (this.#ended || this.#newest !== generation || earlier === generation) return
    try {
      const resolved = await this.#options.resolveSubscription(
        await acceptRequest(request, () => generation, callerKey(this.#clientContext)),
        this.#clientContext,
      )
      if (!this.#ended) this.#adopt(resolved)
    } catch (error) {
      if (this.#ended) return
      if (error instanceof RequestError && !mayPass(error)) this.#finish(error)
      else if (this.#newest === generation) this.#renewLater(generation)
    }
  }

  #renewLater(generation: Generation): void {
    this.#again = setTimeout(() => this.#queue(generation), waitBefore(this.#failures++, RENEWING)).unref()
  }

  #adopt(resolved: ResolvedSubscription): void {
    const isSame = haveSameUpstream(this.#resolved, resolved)
    const canGoOn = resolved.upstream.resume !== undefined && this.#cursor !== undefined
    if (!isSame && !canGoOn) {
      if (deniesMore(resolved, this.#resolved)) this.#finish(unavailable('The schema has changed: subscribe again.'))
      return
    }
    this.#resolved = resolved
    this.#filling = new EventFilling(this.#options.filling, resolved, this.#clientContext)
    if (!isSame) this.#join(this.#cursor)
  }

  #join(after?: string): void {
    const earlier = this.#joined
    const isPresent = (): boolean => this.#follower === follower
    const follower: Follower = {
      event: (event) => this.#push(event, false),
      end: ({ errors }) => {
        const finish = (): void => this.stream.finish(errors && this.#filling.masked({ errors }))
        if (!this.#renewing) return finish()
        // It may go on elsewhere.
        const goOn = () => isPresent() && finish()
        this.#renewing.then(goOn, goOn)
      },
    }
    this.#follower = follower
    earlier?.leave()
    this.#joined = this.#options.join(this.#resolved, after, follower, (event) => this.#push(event, true))
    if (this.#ended) this.#joined.leave()
  }

  #push(event: UpstreamEvent, anew: boolean): void {
    this.#cursor = event.cursor ?? this.#cursor
    this.stream.push(event, anew, this.#filling.answer)
  }

  #finish({ errors }: RequestError): void {
    this.stream.finish(this.#filling.masked({ errors }))
  }
}

/** Whether the operation was neither planned nor refused: planning took too long, or broke. */
function mayPass({ code, limit }: RequestError): boolean {
  return code === 'SERVICE_UNAVAILABLE' || code === 'INTERNAL_SERVER_ERROR' || limit === 'planningTime'
}

/** Whether something is denied to the client that was not before. */
function deniesMore({ variant }: ResolvedSubscription, { variant: earlier }: ResolvedSubscription): boolean {
  const before = new Set([...earlier.denied].map(({ coordinate }) => coordinate))
  return [...variant.denied].some(({ coordinate }) => !before.has(coordinate))
}
