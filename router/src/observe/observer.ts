import type { PlanOutcome } from '../operations/operation.ts'
import type { ReadOutcome } from '../operations/operation-cache.ts'
import type { Result } from '../executor.ts'
import type { FetchRetry } from '../upstream/fetch.ts'

/** What is worth counting and logging, as it happens. */
export type Observer = {
  readonly request: (record: RequestRecord) => void
  readonly fetch: (service: string, outcome: string, ms: number) => void
  /** A fetch was sent again: no connection was made at first, or it was lost before an answer. */
  readonly retry: (service: string, reason: FetchRetry) => void
  readonly subscription: (event: SubscriptionEvent) => void
  /** A text that was not known as an operation. */
  readonly document: (outcome: ReadOutcome) => void
  readonly plan: (outcome: PlanOutcome, ms: number) => void
  /** Entities that were answered from the cache, or had to be fetched. */
  readonly entities: (outcome: 'hit' | 'miss', entities: number) => void
  /** A client's connection was ended for what it left lying here. */
  readonly cutOff: (transport: RequestRecord['transport'], reason: CutOffReason) => void
  readonly reload: (outcome: 'adopted' | 'refused') => void
}

/**
 * Why a client was cut off: `unsent`: with the answers that it did not take there were too many bytes of them (LIMIT_UNSENT_BYTES); `reading`: so
 * there were with the message that it did not finish (LIMIT_READING_BYTES); `stalled`: it took nothing of an answer for too long;
 * `queue`: it fell too far behind the events of its subscription.
 */
export type CutOffReason = 'unsent' | 'reading' | 'stalled' | 'queue'

export type RequestRecord = {
  readonly id: string
  /** Where it stands in its trace; undefined for what was refused before that mattered. */
  readonly traceparent?: string | undefined
  readonly transport: 'http' | 'websocket' | 'sse'
  readonly kind: 'query' | 'mutation' | 'subscription' | 'none'
  /** The operation's name; undefined for one without, and for what was no valid operation. */
  readonly operation: string | undefined
  /** Of its document; undefined for what was no valid operation. */
  readonly hash: string | undefined
  /** Of its root, each once; undefined for what was no valid operation. */
  readonly rootNames?: readonly string[] | undefined
  /**
   * ok; errors: there are some in the answer; failed: one of them is by no fault of the client's; otherwise the code with which it was
   * refused.
   */
  readonly outcome: string
  /** Which limit, where the outcome is LIMIT_EXCEEDED. */
  readonly limit?: string | undefined
  readonly ms: number
  /** How the answer of a query or mutation over HTTP was made, where it ran. */
  readonly made?: 'spliced' | 'values' | undefined
  /** The user, where the token named one. */
  readonly user?: string | undefined
}

export type SubscriptionEvent =
  | { readonly type: 'opened' | 'closed'; readonly side: 'client' | 'upstream' }
  | { readonly type: 'event' | 'reconnect' | 'slow' }

/** Codes of server errors. */
export const FAULTS: ReadonlySet<unknown> = new Set(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'])

/** How an operation that ran has ended: failed, where an error of its answer is by no fault of the client's. */
export function outcomeOf({ errors }: Result): 'ok' | 'errors' | 'failed' {
  if (!errors) return 'ok'
  return errors.some(({ extensions }) => FAULTS.has(extensions?.['code'])) ? 'failed' : 'errors'
}
