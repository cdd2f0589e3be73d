/** @apollo/gateway's own planner and execution over subgraphs in this process: what our answers are held against. */

import gateway from '@apollo/gateway'
import federation from '@apollo/federation-internals'
import planning from '@apollo/query-planner'
import { parse, type FormattedExecutionResult } from 'graphql'
import type { LocalSubgraph } from './local-upstreams.ts'

type ExecuteQueryPlan = typeof gateway.executeQueryPlan

/** @returns what @apollo/gateway answers an operation */
export function gatewayFor(
  supergraphSdl: string,
  subgraphs: ReadonlyMap<string, LocalSubgraph>,
): (document: string, variables: Readonly<Record<string, unknown>>) => Promise<FormattedExecutionResult> {
  const supergraph = federation.Supergraph.build(supergraphSdl)
  const api = supergraph.apiSchema()
  const planner = new planning.QueryPlanner(supergraph)
  const sources = Object.fromEntries(
    [...subgraphs].map(([name, subgraph]) => [
      name,
      {
        process: async ({ request }: { request: { query?: string; variables?: Record<string, unknown> } }) =>
          JSON.parse(
            JSON.stringify(await subgraph({ query: request.query ?? '', variables: request.variables ?? {} })),
          ),
      },
    ]),
  )
  return async (text, variables) => {
    const document = parse(text)
    const plan = planner.buildQueryPlan(federation.operationFromDocument(api, document))
    const operation = gateway.buildOperationContext({ schema: api.toGraphQLJSSchema(), operationDocument: document })
    // Of a request's context the execution reads only these.
    const context = { request: { query: text, variables }, context: {}, metrics: {}, logger: console }
    const answer = await gateway.executeQueryPlan(
      plan,
      sources as unknown as Parameters<ExecuteQueryPlan>[1],
      context as unknown as Parameters<ExecuteQueryPlan>[2],
      operation,
      supergraph.schema.toGraphQLJSSchema(),
      api,
    )
    return JSON.parse(JSON.stringify(answer))
  }
}
