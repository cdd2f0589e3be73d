import type { GraphQLDataSource } from '@apollo/gateway'
import type { ExecutionContext, Result, Upstreams } from '../executor.ts'
import { copyTree } from '../json.ts'
import { readAnswer } from '../upstream/answer.ts'
import { failedFetch } from './failed-fetch.ts'

/** Travels through executeQueryPlan to each fetch. */
export type FetchContext = {
  readonly execution: ExecutionContext
  /** An event of a subscription, which stands for the answer to this text. */
  readonly event?: { readonly query: string; readonly result: Result }
}

/** One subgraph as @apollo/gateway's execution sees it; never rejects. */
export class SubgraphDataSource implements GraphQLDataSource<FetchContext> {
  readonly #service: string
  readonly #upstreams: Upstreams

  constructor(service: string, upstreams: Upstreams) {
    this.#service = service
    this.#upstreams = upstreams
  }

  process({ request, context }: Parameters<GraphQLDataSource<FetchContext>['process']>[0]): Promise<Result> {
    const { query = '', variables = {}, operationName } = request
    const { execution, event }: FetchContext = { execution: context['execution'], event: context['event'] }
    // The execution writes into what it is given, and an event may serve several clients.
    if (event?.query === query) return Promise.resolve(copyTree({ ...event.result }))
    const body = JSON.stringify({ query, variables, operationName })
    const { promise, resolve } = Promise.withResolvers<Result>()
    this.#upstreams.send(
      { service: this.#service, body, idempotent: !/^\s*mutation\b/.test(query) },
      execution,
      (outcome) => {
        const { data, errors } = readAnswer(this.#service, outcome)
        const isExplained = data !== null || errors.some(({ path }) => path)
        const placed = isExplained ? errors : failedFetch(errors, query, variables)
        resolve({ data, ...(placed.length > 0 && { errors: placed }) })
      },
    )
    return promise
  }
}
