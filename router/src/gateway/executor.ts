import '../no-telemetry.ts'
import gateway, { type GraphQLDataSource } from '@apollo/gateway'
import type { ServiceMap } from '@apollo/gateway/dist/executeQueryPlan.js'
import federation from '@apollo/federation-internals'
import planning, { type QueryPlan } from '@apollo/query-planner'
import { parse, GraphQLError, type DocumentNode, type GraphQLFormattedError } from 'graphql'
import type {
  Executor,
  PreparedOperation,
  PreparingOptions,
  Result,
  Subscription,
  Upstreams,
  Variables,
  ExecutionContext,
} from '../executor.ts'
import { federationSupergraph } from '../supergraph/federation-supergraph.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'
import { copyTree } from '../json.ts'
import { readAnswer } from '../upstream/answer.ts'
import { failedFetch } from './failed-fetch.ts'
import { z } from 'zod'

type GatewayRequestContext = Parameters<typeof gateway.executeQueryPlan>[2]
type RunPlan = (plan: QueryPlan, variables: Variables, context: FetchContext) => Promise<Result>

/**
 * Plans and execution as @apollo/gateway has them, in the thread that serves. None of this router's planner fixes apply, progressive @override
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

  async prepare(
    document: DocumentNode,
    operationName: string | undefined,
    { observe, earlier, span }: PreparingOptions = {},
  ): Promise<PreparedOperation> {
    const planning = this.#plan(document, operationName)
    return observe && !earlier ? observe(planning, span) : planning
  }

  async #plan(document: DocumentNode, operationName: string | undefined): Promise<PreparedOperation> {
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

type GatewayResult = {
  readonly data?: Record<string, unknown> | null
  readonly errors?: readonly Error[]
  readonly extensions?: Record<string, unknown>
}

/** Where nulls were put because a subgraph's answer did not fit, @apollo/gateway says so only in an extension. */
const ValueCompletion = z.object({
  valueCompletion: z.array(
    z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional() }),
  ),
})

/** @apollo/gateway’s result as this router’s: what it reports of null values as extensions becomes errors. */
export function readGatewayResult({ data, errors, extensions }: GatewayResult): Result {
  const completion = ValueCompletion.safeParse(extensions)
  const misfits = completion.success ? completion.data.valueCompletion : []
  const all = [
    ...(errors ?? []).map(formatted),
    ...misfits.map(({ message, path }) => ({ message, ...(path && { path }) })),
  ]
  return { ...(data !== undefined && { data }), ...(all.length > 0 && { errors: all }) }
}

function formatted(error: Error): GraphQLFormattedError {
  if (!(error instanceof GraphQLError)) return { message: error.message }
  const { serviceName, ...extensions } = error.extensions
  return {
    message: error.message,
    ...(error.path && { path: error.path }),
    extensions: { ...extensions, ...(serviceName !== undefined && { service: serviceName }) },
  }
}
