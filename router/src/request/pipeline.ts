import type { Log } from '@shop/platform/log.ts'
import type { Result } from '../executor.ts'
import type { Observer, RequestRecord } from '../observe/observer.ts'
import type { RequestSpan } from '../observe/tracing.ts'
import type { Mask } from '../operations/mask.ts'
import type { DocumentStore } from '../operations/persisted.ts'
import type { GraphQLRequest } from '../operations/request.ts'
import type { RequestError } from '../operations/request-error.ts'
import { limitExceeded } from '../operations/request-error.ts'
import type { Rates } from '../operations/rates.ts'
import { acceptRequest, type AcceptedRequest } from '../operations/accept.ts'
import { run, runToText } from '../operations/run.ts'
import { cursorOf } from '../subscriptions/cursors.ts'
import type { Subscriptions } from '../subscriptions/subscriptions.ts'
import type { Graph } from '../supergraph/graph.ts'
import type { ClientContext } from './client-context.ts'
import { callerKey, contextFor, userOf } from './client-context.ts'
import { RequestLogRecord } from './request-log-record.ts'

export type PipelineOptions = {
  readonly graph: Graph
  readonly documentStore: DocumentStore
  readonly mask: Mask
  readonly rates: Rates
  readonly subscriptions: Subscriptions
  readonly observer: Observer
  readonly log: Log
  /** Milliseconds for the answer of a query or mutation. */
  readonly timeoutMs: number
  /** Bytes of one result. */
  readonly maxResponseBytes: number
}

/** A result as the text of its JSON; `latin1`: each character is a byte of its UTF-8. */
export type ResultText = {
  readonly text: string
  readonly bytes: number
  readonly encoding: 'utf8' | 'latin1'
  /** Where its stream goes on after it. */
  readonly cursor?: string | undefined
}

type ResultStep = IteratorResult<ResultText, undefined>

const DONE: ResultStep = { done: true, value: undefined }

/** Results that follow each other. `return` ends them at once, also while the next one is waited for. */
export type Results = {
  readonly next: () => Promise<ResultStep>
  readonly return: () => Promise<ResultStep>
  readonly [Symbol.asyncIterator]: () => Results
}

export type StreamOptions = {
  /** The client does not keep up; the results have ended then. */
  readonly slow: () => void
  /** The cursor of the last event that the client has. */
  readonly after?: string | undefined
}

/**
 * Runs every operation, from its parameters to its results and their record. Transports identify the client, and frame
 * results; nothing else is theirs.
 */
export class Pipeline {
  readonly #options: PipelineOptions
  readonly #current = () => this.#options.graph.current

  constructor(options: PipelineOptions) {
    this.#options = options
  }

  record(transport: RequestRecord['transport'], requestId: string, span: RequestSpan | undefined): RequestLogRecord {
    return new RequestLogRecord(this.#options, transport, requestId, span)
  }

  /** Rejects with a RequestError for what may not run. */
  async open(
    request: GraphQLRequest,
    clientContext: ClientContext,
    record: RequestLogRecord,
  ): Promise<AcceptedRequest> {
    const accepted = await acceptRequest(
      this.#options.documentStore.resolve(request),
      this.#current,
      callerKey(clientContext),
    )
    record.accepted(accepted.operation)
    const counted = this.#options.rates.cost(userOf(clientContext), clientContext.address, accepted.cost)
    if (counted) await counted
    return accepted
  }

  /** The answer of a query or mutation, by the shortest way. Rejects with a RequestError where it cannot be planned, or is too long. */
  async text(accepted: AcceptedRequest, clientContext: ClientContext, record: RequestLogRecord): Promise<ResultText> {
    const { mask, timeoutMs, maxResponseBytes } = this.#options
    const { caller } = clientContext
    const result = await runToText(accepted, caller, contextFor(clientContext, timeoutMs), this.#current)
    record.made = 'bytes' in result ? 'spliced' : 'values'
    if (!('bytes' in result)) return this.#written(mask(result, clientContext), record)
    const { bytes: text } = result
    if (text.length > maxResponseBytes) throw tooManyBytes(maxResponseBytes)
    return { text, bytes: text.length, encoding: 'latin1' }
  }

  /** One operation among others of a request: its result, also where it is refused. Never rejects. */
  async element(request: GraphQLRequest, clientContext: ClientContext): Promise<string> {
    const record = this.record('http', clientContext.requestId, undefined).by(clientContext)
    try {
      const { text } = this.#written(
        await this.#ran(await this.open(request, clientContext, record), clientContext),
        record,
      )
      return text
    } catch (error) {
      return JSON.stringify({ errors: record.refused(error).errors })
    } finally {
      record.end()
    }
  }

  /** The results of an operation of any kind. Rejects with a RequestError where there will be none; then nothing has begun. */
  async results(
    accepted: AcceptedRequest,
    clientContext: ClientContext,
    record: RequestLogRecord,
    options: StreamOptions,
  ): Promise<Results> {
    if (accepted.operation.kind !== 'subscription')
      return once(this.#embedded(await this.#ran(accepted, clientContext), record))
    const events = await this.#options.subscriptions.open(accepted, clientContext, options)
    const results: Results = {
      next: async () => {
        const { done, value } = await events.next()
        return done ? DONE : { done: false, value: this.#embedded(value, record) }
      },
      return: async () => {
        await events.return()
        return DONE
      },
      [Symbol.asyncIterator]: () => results,
    }
    return results
  }

  async #ran(accepted: AcceptedRequest, clientContext: ClientContext): Promise<Result> {
    const { mask, timeoutMs } = this.#options
    const { caller } = clientContext
    return mask(await run(accepted, caller, contextFor(clientContext, timeoutMs), this.#current), clientContext)
  }

  /** One that is too long is replaced by an error: those that follow need not be. */
  #embedded(result: Result, record: RequestLogRecord): ResultText {
    try {
      return { ...this.#written(result, record), cursor: cursorOf(result) }
    } catch (error) {
      return textOf({ errors: record.refused(error).errors })
    }
  }

  #written(result: Result, record: RequestLogRecord): ResultText {
    const { maxResponseBytes } = this.#options
    const written = textOf(result)
    if (written.bytes > maxResponseBytes) throw tooManyBytes(maxResponseBytes)
    record.answered(result)
    return written
  }
}

function textOf(result: Result): ResultText {
  const text = JSON.stringify(result)
  return { text, bytes: Buffer.byteLength(text), encoding: 'utf8' }
}

function tooManyBytes(maxBytes: number): RequestError {
  return limitExceeded('responseBytes', `The answer is over the limit of ${maxBytes} bytes: request less at a time.`)
}

function once(only: ResultText): Results {
  let left: ResultText | undefined = only
  const results: Results = {
    next: () => {
      const value = left
      left = undefined
      return Promise.resolve(value ? { done: false, value } : DONE)
    },
    return: () => {
      left = undefined
      return Promise.resolve(DONE)
    },
    [Symbol.asyncIterator]: () => results,
  }
  return results
}
