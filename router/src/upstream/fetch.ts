import { describe, invalidAnswerOf, type InvalidAnswer } from './invalid-answer.ts'
import { ReceivedBody } from './received-body.ts'
import type { Receiver, Receiving } from './receiving.ts'
import type { ResponseHandler, ResponseHeaders, HttpTransport, TransportController } from './transport.ts'
import type { ExecutionContext, UpstreamFailure, UpstreamOutcome, UpstreamRequest } from '../executor.ts'

const GAVE_UP = new Error('gave up')

/** Why a fetch was sent again: no connection was made, so nothing had been sent; or it was closed before it brought an answer. */
export type FetchRetry = 'not connected' | 'connection lost'

/** What is reported of one fetch. */
export type FetchEvents = {
  readonly invalidAnswer: (invalidAnswer: InvalidAnswer) => void
  readonly retry: (reason: FetchRetry) => void
  /** Once. */
  readonly ended: (outcome: UpstreamOutcome) => void
}

/** Of all fetches alike. */
export type FetchBounds = {
  /** Of one answer. */
  readonly maxBytes: number
  readonly receiving: Receiving
}

/** One fetch. Ends exactly once. */
export class Fetch implements ResponseHandler, Receiver {
  readonly #transport: HttpTransport
  readonly #path: string
  readonly #request: UpstreamRequest
  readonly #context: ExecutionContext
  readonly #maxBytes: number
  readonly #receiving: Receiving
  readonly #events: FetchEvents
  #timer: NodeJS.Timeout | undefined
  #controller: TransportController | undefined
  /** Once each. */
  #mayReconnect = true
  #mayRepeat: boolean
  /** Whether this attempt has a connection, on which something may have been sent. */
  #isConnected = false
  #ended = false
  #status = 0
  #headers: ResponseHeaders = {}
  readonly #received = new ReceivedBody()

  constructor(
    transport: HttpTransport,
    path: string,
    request: UpstreamRequest,
    context: ExecutionContext,
    { maxBytes, receiving }: FetchBounds,
    events: FetchEvents,
  ) {
    this.#transport = transport
    this.#path = path
    this.#request = request
    this.#context = context
    this.#maxBytes = maxBytes
    this.#receiving = receiving
    this.#events = events
    this.#mayRepeat = request.idempotent
  }

  /** `waitMs`: milliseconds until it ends without an answer; `late`: as what. */
  start(waitMs: number, late: 'timeout' | 'deadline'): void {
    const { signal } = this.#context
    if (signal?.aborted) return this.#fail('aborted')
    signal?.addEventListener('abort', this)
    this.#timer = setTimeout(() => this.#giveUp(late), waitMs)
    this.#dispatch()
  }

  #dispatch(): void {
    this.#isConnected = false
    try {
      const { body, idempotent } = this.#request
      this.#transport.dispatch({ path: this.#path, headers: this.#context.headers, body, idempotent }, this)
    } catch {
      this.#fail('unreachable')
    }
  }

  get isEnded(): boolean {
    return this.#ended
  }

  onRequestStart(controller: TransportController): void {
    if (this.#ended) return controller.abort(GAVE_UP)
    this.#controller = controller
    this.#isConnected = true
  }

  onResponseStart(_controller: unknown, status: number, headers: ResponseHeaders): void {
    if (status < 200) return
    this.#mayRepeat = false
    this.#status = status
    this.#headers = headers
    const length = Number(headers['content-length'] ?? 0)
    if (length <= this.#maxBytes) this.#received.announce(length)
  }

  onResponseData(_controller: unknown, part: Buffer, isWhole = false): void {
    const bytes = this.#received.bytes + part.length
    if (bytes > this.#maxBytes) return this.#giveUp('invalid')
    if (isWhole) this.#received.borrow(part)
    else this.#received.add(part)
    if (!this.#receiving.received(this, bytes)) this.#giveUp('unsent')
  }

  onResponseEnd(): void {
    this.#controller = undefined
    const body = this.#received.whole()
    const invalidAnswer = invalidAnswerOf(this.#status, this.#headers, body)
    if (invalidAnswer) {
      this.#events.invalidAnswer(invalidAnswer)
      return this.#finish({ ok: false, reason: 'invalid', retryAfter: invalidAnswer.retryAfter })
    }
    const invalid = (error: unknown) => this.#events.invalidAnswer(describe(this.#status, this.#headers, body, error))
    this.#finish({ ok: true, status: this.#status, body, invalid })
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#controller = undefined
    if (this.#ended) return
    const reason = this.#retryAfter(error)
    if (!reason) return this.#fail('unreachable')
    this.#events.retry(reason)
    this.#dispatch()
  }

  /** Where nothing can have been sent, a mutation too is sent again: another address behind the same name may answer. */
  #retryAfter(error: Error): FetchRetry | undefined {
    if (!this.#isConnected) {
      const mayReconnect = this.#mayReconnect
      this.#mayReconnect = false
      return mayReconnect ? 'not connected' : undefined
    }
    const mayRepeat = this.#mayRepeat && isBrokenConnection(error)
    this.#mayRepeat = false
    return mayRepeat ? 'connection lost' : undefined
  }

  pause(): void {
    this.#controller?.pause()
  }

  resume(): void {
    this.#controller?.resume()
  }

  /** Of its signal: it is aborted. */
  handleEvent(): void {
    this.#giveUp('aborted')
  }

  #giveUp(reason: UpstreamFailure): void {
    this.#fail(reason)
    this.#controller?.abort(GAVE_UP)
  }

  #fail(reason: UpstreamFailure): void {
    this.#finish({ ok: false, reason })
  }

  #finish(outcome: UpstreamOutcome): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#timer)
    this.#context.signal?.removeEventListener('abort', this)
    try {
      this.#events.ended(outcome)
    } finally {
      this.#receiving.ended(this)
      this.#received.drop()
    }
  }
}

/** A kept connection that its server had closed meanwhile. */
function isBrokenConnection(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE'
}
