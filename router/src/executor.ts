/** What runs operations of one supergraph. The rest of the router knows only this; how plans are made and run is the implementation's. */

import type { DocumentNode, FormattedExecutionResult, GraphQLFormattedError } from 'graphql'
import type { RequestSpan } from './observe/tracing.ts'
import type { UpstreamHeaders } from './upstream/upstream-headers.ts'

/** Values of an operation's variables by name, coerced by the router against the API schema (defaults filled in). */
export type Variables = Readonly<Record<string, unknown>>

/** What one request may use, and how long. One object for all of its upstream fetches. */
export type ExecutionContext = {
  /** Sent to every subgraph, content-type and accept among them. */
  readonly headers: UpstreamHeaders
  /** On performance.now()'s clock, milliseconds: when the whole answer must be there. */
  readonly deadline: number
  /** Aborts when the client has left. */
  readonly signal?: AbortSignal
  /** The request's span, where tracing is on. */
  readonly span?: RequestSpan | undefined
  /** Labels of progressive @override that came with the request. */
  readonly labels?: readonly string[] | undefined
  /** Who takes turns with others where planning is waited for. */
  readonly callerKey?: string | undefined
}

/**
 * Answers of an executor. Errors of subgraphs come with their own message, `extensions.code`, the client's `path` and
 * `extensions.service` (the subgraph's name); the router masks what a client must not see.
 */
export type Result = FormattedExecutionResult

/** An answer without errors, written already: the bytes of its JSON in UTF-8, each a character of `bytes`. */
export type WrittenResult = { readonly bytes: string }

/** What planning has to know of a request. */
export type PlanningContext = Pick<ExecutionContext, 'labels' | 'callerKey' | 'span'>

/** Bytes of memory, by estimate; they may grow. */
type Sized = { readonly bytes?: number }

export type PreparedRequest = Sized & {
  readonly kind: 'query' | 'mutation'
  /** Never rejects for what a subgraph does: that is an error in the result. */
  execute(variables: Variables, context: ExecutionContext): Promise<Result>
  /** The same for who wants nothing but the text: where that is the shorter way, the answer comes written. */
  readonly write?: (variables: Variables, context: ExecutionContext) => Promise<Result | WrittenResult>
  /** The plan for these variables in one line of ASCII, for developers. Rejects with RefusedOperation where there is none. */
  readonly explain?: (variables: Variables, labels?: readonly string[]) => Promise<string>
}

export type PreparedSubscription = Sized & {
  readonly kind: 'subscription'
  /** What it is with these values of its variables. Rejects with RefusedOperation where that cannot be planned. */
  subscriptionFor(variables: Variables, context?: PlanningContext): Promise<Subscription>
}

export type Subscription = {
  readonly primary: PrimarySubscription
  /** Fills one event of the primary (its `data` and `errors` as the subgraph sent them) with fields of other subgraphs. */
  perEvent(event: Result, variables: Variables, context: ExecutionContext): Promise<Result>
}

/** The subscription that is sent to a subgraph. */
export type PrimarySubscription = {
  readonly service: string
  /** Text of one subscription operation in the subgraph's own schema. */
  readonly query: string
  readonly operationName: string | undefined
  /** Names of the client's variables that `query` uses. */
  readonly variableNames: readonly string[]
}

export type PreparedOperation = PreparedRequest | PreparedSubscription

/** When its turn comes, where planning is waited for. */
export type PlanningTurn = {
  /** Who takes turns with others. */
  readonly callerKey?: string | undefined
  /** It was in use before the supergraph changed: goes before what is new. */
  readonly isKnown?: boolean
}

/** Is given what a request waits for, each time that a plan is made for one; answers the same. */
export type ObservePlanning = <Plan>(planning: Promise<Plan>, span: RequestSpan | undefined) => Promise<Plan>

export type PreparingOptions = PlanningTurn & {
  readonly span?: RequestSpan | undefined
  readonly observe?: ObservePlanning
  /** The document's text, where it is at hand. */
  readonly text?: string | undefined
  /**
   * The same operation as the executor of an earlier supergraph prepared it: what was planned of it is planned again at once, for no
   * request. Not kept.
   */
  readonly earlier?: PreparedOperation
  /** Ends that: no further plan is requested once it aborts. */
  readonly signal?: AbortSignal
  /** Called when the memory of what is prepared has changed. */
  readonly resized?: () => void
}

/**
 * An operation that has no plan for a reason that its client may know. Any other error of an executor is unexpected: its message is a
 * library's or the machine's, and clients get an id instead.
 */
export class RefusedOperation extends Error {
  override readonly name = 'RefusedOperation'
  /** As a client gets them, each with `extensions.code`. */
  readonly errors: readonly GraphQLFormattedError[]

  constructor(errors: readonly GraphQLFormattedError[]) {
    super(errors[0]?.message ?? 'The operation was refused.')
    this.errors = errors
  }
}

/** An executor that is closed would have to plan: nothing of the request has run. Another supergraph is served by then. */
export class ExecutorClosed extends Error {
  override readonly name = 'ExecutorClosed'
}

export interface Executor {
  /**
   * Plans one operation of a document that was validated against the API schema. Called once for each kind of caller
   * of an operation: who calls keeps what it gives. Rejects with RefusedOperation where the operation cannot be planned.
   */
  prepare(
    document: DocumentNode,
    operationName: string | undefined,
    options?: PreparingOptions,
  ): Promise<PreparedOperation>
  /** Frees what planning holds. Requests that have plans still end; what would have to be planned rejects with ExecutorClosed. */
  close(): Promise<void>
}

/** One GraphQL request to a subgraph, by whichever transport. Callback, since it is the hot path; called exactly once. */
export interface Upstreams {
  send(request: UpstreamRequest, context: ExecutionContext, done: (outcome: UpstreamOutcome) => void): void
}

export type UpstreamRequest = {
  readonly service: string
  /** JSON text of `{ query, variables, operationName }`. */
  readonly body: string
  /** Equal only where subgraph and body are; short, since it has a digest of what is fixed in the body. */
  readonly key?: string
  /** May be sent again also where something was sent, and its connection broke before anything was answered: queries, and fetches of entities. */
  readonly idempotent: boolean
  readonly entities?: EntityFetch
}

/** A fetch of entities, so that a part of it can be answered from elsewhere. */
export type EntityFetch = {
  /** Text of the operation, in the subgraph's own schema. */
  readonly operation: string
  /** JSON texts of the representations, in the order of `_entities`; no two alike. */
  readonly representations: () => Iterable<string>
  /** The request's body for other representations: JSON texts, with commas between. */
  readonly body: (representations: string) => string
}

export type UpstreamOutcome =
  | {
      readonly ok: true
      readonly status: number
      /** Until `done` returns: its memory is used again afterwards. */
      readonly body: Buffer
      /** Called by its reader, where it is no answer after all. Until `done` returns, metrics and log have it as one that is none. */
      readonly invalid?: (error: unknown) => void
    }
  | {
      readonly ok: false
      readonly reason: UpstreamFailure
      /** Seconds, where the subgraph said when to come again. */
      readonly retryAfter?: number | undefined
    }

/** What became of a fetch that has no answer: SERVICE_UNAVAILABLE at the fields it was for, or LIMIT_EXCEEDED. */
export type UpstreamFailure =
  | 'unreachable' // no connection, or it broke
  | 'timeout' // the subgraph took too long
  | 'deadline' // the request's own time was over first: its deadline
  | 'overloaded' // too many wait for this subgraph already
  | 'invalid' // its answer is longer than allowed, or is no GraphQL answer
  | 'unsent' // it is long, and answers that wait for their clients leave no room for it
  | 'aborted' // the client has left
