import type { Log } from '@shop/platform/log.ts'
import type { Result } from '../executor.ts'
import { outcomeOf, type Observer, type RequestRecord } from '../observe/observer.ts'
import type { RequestSpan } from '../observe/tracing.ts'
import type { Operation } from '../operations/operation.ts'
import { RequestError } from '../operations/request-error.ts'
import type { ClientContext } from './client-context.ts'
import { unexpected } from './unexpected.ts'

type RecordTargets = { readonly observer: Observer; readonly log: Log }
type Transport = RequestRecord['transport']

/** The worst first: an operation with several results has the worst of their outcomes. */
const SEVERITY = ['ok', 'errors', 'failed']

/** The record of one operation for metrics, log and trace: written once, for every transport and outcome. */
export class RequestLogRecord {
  transport: Transport
  /** How the answer was made, where it ran. */
  made: RequestRecord['made']
  readonly span: RequestSpan | undefined
  readonly #targets: RecordTargets
  readonly #id: string
  readonly #began = performance.now()
  #clientContext: ClientContext | undefined
  #operation: Operation | undefined
  #outcome = 'ok'
  #limit: string | undefined
  #isBatch = false
  #ended = false

  constructor(targets: RecordTargets, transport: Transport, id: string, span: RequestSpan | undefined) {
    this.#targets = targets
    this.transport = transport
    this.#id = id
    this.span = span
  }

  by(clientContext: ClientContext): this {
    this.#clientContext = clientContext
    return this
  }

  accepted(operation: Operation): void {
    this.#operation = operation
  }

  /** It is a list of operations, which have records of their own. */
  isBatch(): void {
    this.#isBatch = true
  }

  /** One of its results. */
  answered(result: Result): void {
    const outcome = outcomeOf(result)
    if (SEVERITY.indexOf(outcome) > SEVERITY.indexOf(this.#outcome)) this.#outcome = outcome
  }

  /** The error that the client receives; its code becomes the outcome. */
  refused(error: unknown): RequestError {
    const context = { requestId: this.#id, traceparent: this.#clientContext?.traceparent ?? this.span?.traceparent }
    const refusal = error instanceof RequestError ? error : unexpected(error, this.#targets.log, context)
    this.#isBatch = false
    this.#outcome = refusal.code
    this.#limit = refusal.limit
    return refusal
  }

  /** Reports at the first call. `status`: of the answer, over HTTP. */
  end(status?: number): void {
    if (this.#ended) return
    this.#ended = true
    const { kind = 'none', shownName: operation, hash, rootNames } = this.#operation ?? {}
    const outcome = this.#isBatch ? 'batch' : this.#outcome
    this.span?.end({ kind, operation, hash, outcome, ...(status !== undefined && { status }) })
    if (this.#isBatch) return
    const { caller, traceparent } = this.#clientContext ?? {}
    this.#targets.observer.request({
      id: this.#id,
      traceparent,
      transport: this.transport,
      kind,
      operation,
      hash,
      rootNames,
      user: caller?.kind === 'login' ? caller.userId : undefined,
      outcome,
      limit: this.#limit,
      made: this.made,
      ms: performance.now() - this.#began,
    })
  }
}
