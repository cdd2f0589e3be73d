import { GraphQLError } from 'graphql'
import type { Caller } from '@shop/platform/caller.ts'
import {
  ExecutorClosed,
  type ExecutionContext,
  type PreparedRequest,
  type Result,
  type Variables,
  type WrittenResult,
} from '../executor.ts'
import type { Generation } from '../supergraph/generation.ts'
import type { Operation } from './operation.ts'
import type { TextRequest } from './persisted.ts'
import { RequestError, limitExceeded, tooDeeplyNested, unavailable } from './request-error.ts'
import { Turns } from './turns.ts'
import { checkVariables, coerceVariables } from './variables.ts'

/** A request that may run: an operation of the present supergraph with values for its variables. */
export type AcceptedRequest = {
  readonly request: TextRequest
  readonly generation: Generation
  readonly operation: Operation
  readonly variables: Variables
  readonly cost: number
}

/** One event loop has turns, whatever comes in. */
const turns = new Turns()

/** Rejects with a RequestError for what may not run. `current` is asked when the request has its turn among those of others. */
export async function acceptRequest(
  request: TextRequest,
  current: () => Generation,
  callerKey: string,
): Promise<AcceptedRequest> {
  const isKnown = current().operations.has(request.query, request.operationName)
  return turns.read(() => read(request, current()), isKnown ? 'known' : 'new', callerKey)
}

function read(request: TextRequest, generation: Generation): AcceptedRequest {
  const { operations, supergraph, limits } = generation
  const operation = operations.get(request.query, request.operationName)
  checkVariables(request.variables, limits)
  const variables = coerceVariables(
    supergraph.apiSchema,
    operation.node,
    request.variables,
    generation.hidesSuggestions,
  )
  const cost = operation.cost(variables)
  if (cost > limits.cost)
    throw limitExceeded('cost', `The operation's cost of ${cost} is over the limit of ${limits.cost}.`)
  request.register?.()
  return { request, generation, operation, variables, cost }
}

/**
 * The same request with the supergraph that is served now, where its own is served no more and has no plan for it: it may have waited
 * meanwhile for its socket's turn. @throws the error, where that is not why it did not run
 */
export function acceptAnew(
  error: unknown,
  { request, generation }: AcceptedRequest,
  current: () => Generation,
  callerKey = '',
): Promise<AcceptedRequest> {
  if (!(error instanceof ExecutorClosed)) throw error
  if (generation === current()) throw unavailable('The router stops: come back.')
  return acceptRequest(request, current, callerKey)
}

/** Runs a query or mutation. Rejects with a RequestError where it cannot be planned, and where it is a subscription. */
export async function run(
  accepted: AcceptedRequest,
  caller: Caller,
  context: ExecutionContext,
  current: () => Generation,
): Promise<Result> {
  try {
    const { prepared, restored } = await runnable(accepted, caller, context)
    return restored(await prepared.execute(accepted.variables, context))
  } catch (error) {
    return run(await acceptAnew(error, accepted, current, context.callerKey), caller, context, current)
  }
}

/** The same for who wants nothing but the answer's text. */
export async function runToText(
  accepted: AcceptedRequest,
  caller: Caller,
  context: ExecutionContext,
  current: () => Generation,
): Promise<Result | WrittenResult> {
  try {
    const { prepared, isWhole, restored } = await runnable(accepted, caller, context)
    if (!isWhole || !prepared.write) return restored(await prepared.execute(accepted.variables, context))
    return await prepared.write(accepted.variables, context)
  } catch (error) {
    return runToText(await acceptAnew(error, accepted, current, context.callerKey), caller, context, current)
  }
}

type Runnable = {
  readonly prepared: PreparedRequest
  /** Whether the caller may see all of what was asked. */
  readonly isWhole: boolean
  readonly restored: (result: Result) => Result
}

async function runnable(
  { operation, variables }: AcceptedRequest,
  caller: Caller,
  context: ExecutionContext,
): Promise<Runnable> {
  const { prepared, denied, restore } = await operation.variant(caller, context).catch(refuseUnplannable)
  if (prepared.kind === 'subscription') throw new RequestError(400, [NOT_HERE])
  return { prepared, isWhole: denied.size === 0, restored: (result) => restore(result, variables, caller) }
}

/** The plan of a query or mutation in one line of ASCII; undefined where the executor has none. */
export async function explained(
  { operation, variables }: AcceptedRequest,
  caller: Caller,
  labels?: readonly string[],
): Promise<string | undefined> {
  const { prepared } = await operation.variant(caller)
  return prepared.kind === 'subscription' ? undefined : prepared.explain?.(variables, labels)
}

const NOT_HERE = {
  message: 'Subscriptions run over WebSocket (graphql-transport-ws) or with "accept: text/event-stream".',
  extensions: { code: 'BAD_REQUEST' },
}

/** Throws a RequestError for what a planner refuses: 503 where it has too much to do, with its `retryAfter`. */
export function refuseUnplannable(error: unknown): never {
  if (error instanceof RangeError) throw tooDeeplyNested()
  if (!(error instanceof GraphQLError)) throw error
  const { message } = error
  const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', ...error.extensions }
  const isUnavailable = extensions.code === 'SERVICE_UNAVAILABLE'
  throw new RequestError(isUnavailable ? 503 : 400, [{ message, extensions }], { beforeGraphQL: isUnavailable })
}
