import { ExecutorClosed, type Variables } from '../executor.ts'
import type { Generation } from '../supergraph/generation.ts'
import type { Operation } from './operation.ts'
import type { TextRequest } from './persisted.ts'
import { limitExceeded, unavailable } from './request-error.ts'
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

/** Rejects with a RequestError for what may not run. `current` is called when the request has its turn among those of others. */
export function acceptRequest(
  request: TextRequest,
  current: () => Generation,
  callerKey: string,
): Promise<AcceptedRequest> {
  const before = current()
  const known = before.operations.known(request.query, request.operationName)
  const readNow = (): AcceptedRequest => {
    const generation = current()
    return read(request, generation, generation === before ? known : undefined)
  }
  return turns.read(readNow, known ? 'known' : 'new', callerKey)
}

/** @param known its operation, where that is known already */
function read(request: TextRequest, generation: Generation, known: Operation | undefined): AcceptedRequest {
  const { operations, supergraph, limits } = generation
  const operation = known ?? operations.get(request.query, request.operationName)
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
