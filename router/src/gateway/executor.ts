import '../no-telemetry.ts'
import gateway from '@apollo/gateway'
import type { ServiceMap } from '@apollo/gateway/dist/executeQueryPlan.js'
import federation from '@apollo/federation-internals'
import planning from '@apollo/query-planner'
import type { QueryPlan } from '@apollo/query-planner'
import { parse, type DocumentNode } from 'graphql'
import type { Executor, PreparedOperation, Result, Subscription, Upstreams, Variables } from '../executor.ts'
import { federationSupergraph } from '../supergraph/federation-supergraph.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'
import type { FetchContext } from './data-source.ts'
import { SubgraphDataSource } from './data-source.ts'
import { readGatewayResult } from './result.ts'

type GatewayRequestContext = Parameters<typeof gateway.executeQueryPlan>[2]
type RunPlan = (plan: QueryPlan, variables: Variables, context: FetchContext) => Promise<Result>

/**
 * Plans and execution as @apollo/gateway has them, in the thread that serves. Nothing of ours mends its plans, progressive @override
 * never holds, and the entity cache has nothing to do.
 */
export class GatewayExecutor implements Executor {
  readonly #supergraph: Supergraph
  readonly #federation: federation.Supergraph
  readonly #planner: InstanceType<typeof planning.QueryPlanner>
  readonly #sources: ServiceMap

  constructor(supergraph: Supergraph, upstreams: Upstreams) {
    this.#supergraph = supergraph
    this.#federation = federationSupergraph(parse(supergraph.sdl))
    this.#planner = new planning.QueryPlanner(this.#federation)
    const names = [...supergraph.subgraphs.keys()]
    this.#sources = Object.fromEntries(names.map((name) => [name, new SubgraphDataSource(name, upstreams)]))
  }

  async prepare(document: DocumentNode, operationName: string | undefined): Promise<PreparedOperation> {
    const api = this.#federation.apiSchema()
    const operation = federation.operationFromDocument(api, document, operationName ? { operationName } : {})
    const plan = this.#planner.buildQueryPlan(operation)
    const run = this.#runner(document, operationName)
    if (plan.node?.kind !== 'Subscription') {
      const kind = operation.rootKind === 'mutation' ? 'mutation' : 'query'
      return { kind, execute: (variables, execution) => run(plan, variables, { execution }) }
    }
    const { primary, rest } = plan.node
    const perEvent: QueryPlan = {
      kind: 'QueryPlan',
      node: { kind: 'Sequence', nodes: rest ? [primary, rest] : [primary] },
    }
    const subscription: Subscription = {
      primary: {
        service: primary.serviceName,
        query: primary.operation,
        operationName: primary.operationName,
        variableNames: primary.variableUsages ?? [],
      },
      perEvent: (result, variables, execution) =>
        run(perEvent, variables, { execution, event: { query: primary.operation, result } }),
    }
    return { kind: 'subscription', subscriptionFor: () => Promise.resolve(subscription) }
  }

  #runner(document: DocumentNode, operationName: string | undefined): RunPlan {
    const { apiSchema } = this.#supergraph
    const supergraph = this.#federation
    const operation = gateway.buildOperationContext({
      schema: apiSchema,
      operationDocument: document,
      ...(operationName && { operationName }),
    })
    const schema = supergraph.schema.toGraphQLJSSchema()
    return async (plan, variables, context) => {
      // Of a request's context it reads only these.
      const request = { request: { query: '', variables: { ...variables } }, context, metrics: {}, logger: console }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of the whole type it reads these fields only
      const asRequest = request as unknown as GatewayRequestContext
      const api = supergraph.apiSchema()
      return readGatewayResult(await gateway.executeQueryPlan(plan, this.#sources, asRequest, operation, schema, api))
    }
  }

  async close(): Promise<void> {}
}
