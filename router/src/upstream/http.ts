import type { ByteBudget } from '../request/byte-budget.ts'
import type { ExecutionContext, UpstreamOutcome, UpstreamRequest, Upstreams } from '../executor.ts'
import { Fetch, type FetchBounds } from './fetch.ts'
import {
  ObservedFetch,
  type FetchObserver,
  type FetchObservers,
  type InvalidAnswerObserver,
  type RetryObserver,
  type SubgraphLoad,
} from './observed-fetch.ts'
import { Receiving } from './receiving.ts'
import { transportTo } from './transport-to.ts'
import type { HttpTransport } from './transport.ts'

export type UpstreamLimits = {
  /** Milliseconds for one fetch; never longer than what is left of its request's deadline. */
  readonly timeoutMs: number
  /** Bytes of one answer. */
  readonly maxBytes: number
  /** Connections to one subgraph. */
  readonly connections: number
  /** Fetches of one subgraph under way or waiting for a connection. */
  readonly maxWaiting: number
  /** Milliseconds: while fetches take longer than this, and no connection is free, no more are taken on. */
  readonly queueMs: number
  /** Bytes of answers that clients have not taken. */
  readonly unsent?: ByteBudget
}

/** Of large answers at a time, of all subgraphs together. */
const RECEIVING_BYTES = 8 * 2 ** 20

type UpstreamPool = SubgraphLoad & {
  readonly url: string
  readonly transport: HttpTransport
  readonly path: string
}

/** Subgraphs over HTTP: a pool of kept connections each, a deadline on every fetch. */
export class HttpUpstreams implements Upstreams {
  readonly #limits: UpstreamLimits
  readonly #observers: FetchObservers
  readonly #targets = new Map<string, UpstreamPool>()
  readonly #bounds: FetchBounds

  constructor(
    limits: UpstreamLimits,
    observe: FetchObserver = () => undefined,
    onInvalidAnswer: InvalidAnswerObserver = () => undefined,
    onRetry: RetryObserver = () => undefined,
  ) {
    this.#limits = limits
    this.#bounds = { maxBytes: limits.maxBytes, receiving: new Receiving(RECEIVING_BYTES, limits.unsent) }
    this.#observers = { observe, onInvalidAnswer, onRetry }
  }

  /** Where subgraphs are from now on. One that is not named any more is still reached where it was. */
  locate(subgraphs: ReadonlyMap<string, string>): void {
    for (const [service, url] of subgraphs) {
      const present = this.#targets.get(service)
      if (present?.url === url) continue
      present?.transport.close().catch(() => undefined) // being destroyed already
      const { origin, pathname, search } = new URL(url)
      const transport = transportTo(origin, this.#limits.connections)
      this.#targets.set(service, { url, transport, path: pathname + search, waiting: 0, lastMs: 0 })
    }
  }

  /** Undefined for a subgraph that no supergraph has named. */
  url(service: string): string | undefined {
    return this.#targets.get(service)?.url
  }

  send(request: UpstreamRequest, context: ExecutionContext, done: (outcome: UpstreamOutcome) => void): void {
    const target = this.#targets.get(request.service)
    if (!target) return done({ ok: false, reason: 'unreachable' })
    if (this.#isOverloaded(target)) return done({ ok: false, reason: 'overloaded' })
    const began = performance.now()
    const left = context.deadline - began
    const waitMs = Math.min(this.#limits.timeoutMs, left)
    if (waitMs <= 0) return done({ ok: false, reason: 'deadline' })
    target.waiting++
    const span = context.span?.fetch(request.service, target.url)
    const traced = span ? { ...context, headers: context.headers.with('traceparent', span.traceparent) } : context
    const observed = new ObservedFetch(this.#observers, target, request.service, { began, span, done })
    const fetch = new Fetch(target.transport, target.path, request, traced, this.#bounds, observed)
    fetch.start(waitMs, waitMs < left ? 'timeout' : 'deadline')
  }

  /** An unbounded queue helps no client: a request that would wait too long is refused at once, and may be retried later. */
  #isOverloaded({ waiting, lastMs }: UpstreamPool): boolean {
    const { connections, maxWaiting, queueMs } = this.#limits
    return waiting >= maxWaiting || (waiting >= connections && lastMs > queueMs)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#targets.values()].map(({ transport }) => transport.destroy()))
  }
}
