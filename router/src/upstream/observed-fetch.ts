import type { UpstreamOutcome } from '../executor.ts'
import type { FetchSpan } from '../observe/tracing.ts'
import type { FetchEvents, FetchRetry } from './fetch.ts'
import type { InvalidAnswer } from './invalid-answer.ts'

export type FetchObserver = (
  service: string,
  /** Of an answer that is none of GraphQL, its status where that says more: `status 502`. */
  outcome: string,
  ms: number,
) => void

/** Called with a subgraph's answer that is not a GraphQL response. */
export type InvalidAnswerObserver = (service: string, invalidAnswer: InvalidAnswer) => void

/** Called when a fetch of a subgraph is sent again. */
export type RetryObserver = (service: string, reason: FetchRetry) => void

export type FetchObservers = {
  readonly observe: FetchObserver
  readonly onInvalidAnswer: InvalidAnswerObserver
  readonly onRetry: RetryObserver
}

/** Of one subgraph. */
export type SubgraphLoad = {
  /** Fetches under way, or waiting for a connection. */
  waiting: number
  /** How long the last one took. */
  lastMs: number
}

type StartedFetch = {
  /** On performance.now()'s clock, milliseconds. */
  readonly began: number
  readonly span: FetchSpan | undefined
  readonly done: (outcome: UpstreamOutcome) => void
}

/** Reports one fetch: to its request, the load of its subgraph, metrics, log and trace. */
export class ObservedFetch implements FetchEvents {
  readonly #observers: FetchObservers
  readonly #load: SubgraphLoad
  readonly #service: string
  readonly #started: StartedFetch
  #invalidAnswer: InvalidAnswer | undefined

  constructor(observers: FetchObservers, load: SubgraphLoad, service: string, started: StartedFetch) {
    this.#observers = observers
    this.#load = load
    this.#service = service
    this.#started = started
  }

  invalidAnswer(found: InvalidAnswer): void {
    this.#invalidAnswer = found
    this.#observers.onInvalidAnswer(this.#service, found)
  }

  retry(reason: FetchRetry): void {
    this.#observers.onRetry(this.#service, reason)
  }

  ended(outcome: UpstreamOutcome): void {
    const { began, span, done } = this.#started
    this.#load.waiting--
    if (outcome.ok) span?.end('answered', outcome.status)
    else span?.end(outcome.reason, this.#invalidAnswer?.status)
    const tookMs = performance.now() - began
    if (outcome.ok || outcome.reason !== 'aborted') this.#load.lastMs = tookMs
    try {
      done(outcome) // its reader may find that it is no answer
    } finally {
      this.#observers.observe(this.#service, outcomeOf(outcome, this.#invalidAnswer), tookMs)
    }
  }
}

function outcomeOf(outcome: UpstreamOutcome, invalidAnswer: InvalidAnswer | undefined): string {
  if (outcome.ok && !invalidAnswer) return 'answered'
  if (invalidAnswer && invalidAnswer.status >= 300) return `status ${invalidAnswer.status}`
  return outcome.ok ? 'invalid' : outcome.reason
}
