/** Subgraphs in this process, for tests, behind the interface of the transport. */

import { execute, parse, validate, type GraphQLSchema } from 'graphql'
import { parseJson } from '../../src/json.ts'
import type { ExecutionContext, UpstreamOutcome, UpstreamRequest, Upstreams } from '../../src/executor.ts'
import { UpstreamHeaders } from '../../src/upstream/upstream-headers.ts'

export type LocalRequest = {
  readonly query: string
  readonly operationName?: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** Answers one request; where it rejects, the subgraph was unreachable. */
export type LocalSubgraph = (request: LocalRequest) => Promise<unknown>

/** What happens instead of an answer: a test's outage, a wrong answer. */
export type Instead = (service: string, request: LocalRequest, body: string) => UpstreamOutcome | undefined

export class LocalUpstreams implements Upstreams {
  /** The fetches, each with its subgraph, in order. */
  readonly requests: { readonly service: string; readonly request: LocalRequest; readonly body: string }[] = []
  readonly #subgraphs: ReadonlyMap<string, LocalSubgraph>
  readonly #instead: Instead

  constructor(subgraphs: ReadonlyMap<string, LocalSubgraph>, instead: Instead = () => undefined) {
    this.#subgraphs = subgraphs
    this.#instead = instead
  }

  send({ service, body }: UpstreamRequest, _context: ExecutionContext, done: (outcome: UpstreamOutcome) => void): void {
    const request = parseJson(body) as LocalRequest
    this.requests.push({ service, request, body })
    const other = this.#instead(service, request, body)
    const subgraph = this.#subgraphs.get(service)
    if (other || !subgraph) return deliver(other ?? { ok: false, reason: 'unreachable' }, done)
    subgraph(request).then(
      (result) => deliver(answered(result), done),
      () => done({ ok: false, reason: 'unreachable' }),
    )
  }
}

/** As a connection does: the memory of the body is reused once `done` has returned. */
export function deliver(outcome: UpstreamOutcome, done: (outcome: UpstreamOutcome) => void): void {
  if (!outcome.ok) return done(outcome)
  const body = Buffer.from(outcome.body)
  done({ ...outcome, body })
  body.fill('used again ')
}

/** An executable schema as a subgraph. */
export function localSubgraph(schema: GraphQLSchema): LocalSubgraph {
  return async ({ query, variables, operationName }) => {
    const document = parse(query)
    const errors = validate(schema, document)
    if (errors.length > 0) return { errors }
    return execute({ schema, document, variableValues: variables, ...(operationName && { operationName }) })
  }
}

/** An answer with status 200. */
export function answered(result: unknown): UpstreamOutcome {
  return { ok: true, status: 200, body: Buffer.from(JSON.stringify(result)) }
}

/** A context for requests that take as long as they take. */
export const PATIENT: ExecutionContext = { headers: new UpstreamHeaders([]), deadline: Infinity }
