import { z } from 'zod'
import type { GraphQLFormattedError } from 'graphql'
import type { Result, Variables } from '../executor.ts'
import { own, type Tree } from '../json.ts'
import { readResult, type UpstreamError } from '../upstream/answer.ts'
import { failureError } from '../upstream/failure.ts'
import type { Backoff } from './backoff.ts'
import { waitBefore } from './backoff.ts'
import type { Sink } from './connections.ts'
import type { Ending, Follower } from './event.ts'
import { upstreamEvent } from './event.ts'
import type { UpstreamSubscription } from './resumable.ts'

export type UpstreamSettings = {
  readonly backoff: Backoff
  /** Milliseconds for the first event's connection to succeed. */
  readonly startMs: number
  /** Milliseconds for which a broken stream is tried again. */
  readonly reconnectMs: number
  /** The subscriber's last cursor: a stream that continues one from elsewhere. */
  readonly from?: string | undefined
}

/** Opens the subscription at its subgraph with these variables; returns what ends it. */
export type OpenUpstream = (variables: Variables, sink: Sink) => () => void

const CloseEvent = z.object({ code: z.number() })
const NOT_LET_IN = [4401, 4403]

/**
 * One subscription at a subgraph, kept alive: where the connection breaks it is opened again after the last cursor, and
 * subscribers do not notice. Without a cursor a break ends the stream, since events may have been missed.
 */
export class Upstream {
  readonly #subscription: UpstreamSubscription
  readonly #variables: Variables
  readonly #open: OpenUpstream
  readonly #settings: UpstreamSettings
  readonly #follower: Follower
  readonly #reconnecting: () => void
  #close: () => void = () => undefined
  #timer: NodeJS.Timeout | undefined
  #cursor: string | undefined
  #begun = false
  #ended = false
  #attempt = 0
  #brokenSince: number

  constructor(
    subscription: UpstreamSubscription,
    variables: Variables,
    open: OpenUpstream,
    settings: UpstreamSettings,
    follower: Follower,
    reconnecting: () => void = () => undefined,
  ) {
    this.#subscription = subscription
    this.#variables = variables
    this.#open = open
    this.#settings = settings
    this.#follower = follower
    this.#reconnecting = reconnecting
    this.#cursor = settings.from ?? subscription.resume?.initial(variables)
    this.#begun = settings.from !== undefined
    this.#brokenSince = performance.now()
  }

  /** Whether anything has come from it yet. */
  get begun(): boolean {
    return this.#begun
  }

  start(): void {
    const { variableNames, resume } = this.#subscription
    const used = Object.fromEntries(variableNames.map((name) => [name, own(this.#variables, name)]))
    const variables = resume ? { ...used, [resume.variable]: this.#cursor ?? null } : used
    let current = true
    const only =
      <Arguments extends unknown[]>(act: (...given: Arguments) => void) =>
      (...given: Arguments): void => {
        if (current && !this.#ended) act(...given)
      }
    const close = this.#open(variables, {
      next: only((result) => this.#next(result)),
      failed: only((cause) => {
        current = false
        this.#failed(cause)
      }),
      complete: only(() => this.#end({})),
    })
    this.#close = () => {
      current = false
      close()
    }
  }

  /** Ends it at the subgraph, at once and also while it is still being opened. */
  stop(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    this.#close()
  }

  #next(response: Tree): void {
    const { service } = this.#subscription
    const { data, errors } = readResult(service, response)
    if (!data && own(response, 'errors') && isRetryable(errors)) {
      this.#close()
      return this.#again()
    }
    const result = { data, ...(errors.length > 0 && { errors }) }
    const cursor = takeCursor(result, this.#subscription)
    if (cursor !== undefined && this.#begun && cursor === this.#cursor) return
    const event = upstreamEvent(result, cursor) // before the cursor moves: one that cannot be handled is not passed over
    this.#cursor = cursor ?? this.#cursor
    this.#begun = true
    this.#attempt = 0
    this.#brokenSince = Number.NaN
    this.#follower.event(event)
  }

  #failed(cause: unknown): void {
    if (Array.isArray(cause)) {
      const { errors } = readResult(this.#subscription.service, { errors: cause })
      if (!isRetryable(errors)) return this.#end({ errors })
    }
    const closed = CloseEvent.safeParse(cause)
    if (closed.success && NOT_LET_IN.includes(closed.data.code)) return this.#end({ errors: [NO_LONGER_LET_IN] })
    this.#again()
  }

  /** A stream that has sent something is opened again only where it can go on after it. */
  #again(): void {
    const now = performance.now()
    if (Number.isNaN(this.#brokenSince)) this.#brokenSince = now
    const { startMs, reconnectMs, backoff } = this.#settings
    const timeoutMs = this.#begun ? (this.#subscription.resume ? reconnectMs : 0) : startMs
    const wait = waitBefore(this.#attempt++, backoff)
    if (now + wait - this.#brokenSince > timeoutMs)
      return this.#end({ errors: [failureError(this.#subscription.service, 'unreachable')] })
    this.#reconnecting()
    this.#timer = setTimeout(() => this.start(), wait)
  }

  #end(ending: Ending): void {
    this.#ended = true
    clearTimeout(this.#timer)
    this.#follower.end(ending)
  }
}

const NO_LONGER_LET_IN: GraphQLFormattedError = {
  message: 'The token is not valid any more: come back with a fresh one.',
  extensions: { code: 'UNAUTHENTICATED' },
}

function isRetryable(errors: readonly UpstreamError[]): boolean {
  return errors.every(({ extensions }) => extensions['code'] === 'SERVICE_UNAVAILABLE')
}

/** The cursor of an event, which is taken out of it: it is not what the client requested. */
function takeCursor({ data }: Result, { resume }: UpstreamSubscription): string | undefined {
  const payload: unknown = resume && data?.[resume.field]
  if (!resume || typeof payload !== 'object' || payload === null) return undefined
  const cursor: unknown = Reflect.get(payload, resume.cursor)
  Reflect.deleteProperty(payload, resume.cursor)
  return typeof cursor === 'string' ? cursor : undefined
}
