import type { Caller } from '@shop/platform/caller.ts'
import {
  RefusedOperation,
  type ExecutionContext,
  type PreparedRequest,
  type Result,
  type WrittenResult,
} from '../executor.ts'
import type { Generation } from '../supergraph/generation.ts'
import { acceptAnew, type AcceptedRequest } from './accept.ts'
import type { Operation, Variant } from './operation.ts'
import { RequestError, tooDeeplyNested } from './request-error.ts'

/** Runs a query or mutation. Rejects with a RequestError where it cannot be planned, and where it is a subscription. */
export async function run(
  accepted: AcceptedRequest,
  caller: Caller,
  context: ExecutionContext,
  current: () => Generation,
): Promise<Result> {
  const { operation, variables } = accepted
  try {
    const variant = operation.planned(caller) ?? (await planned(operation, caller, context))
    return variant.restore(await requestOf(variant).execute(variables, context), variables, caller)
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
  const { operation, variables } = accepted
  try {
    const variant = operation.planned(caller) ?? (await planned(operation, caller, context))
    const prepared = requestOf(variant)
    // What a caller may see only a part of is restored from values.
    if (variant.denied.size === 0 && prepared.write) return await prepared.write(variables, context)
    return variant.restore(await prepared.execute(variables, context), variables, caller)
  } catch (error) {
    return runToText(await acceptAnew(error, accepted, current, context.callerKey), caller, context, current)
  }
}

function planned(operation: Operation, caller: Caller, context: ExecutionContext): Promise<Variant> {
  return operation.variant(caller, context).catch(refuseUnplannable)
}

function requestOf({ prepared }: Variant): PreparedRequest {
  if (prepared.kind === 'subscription') throw new RequestError(400, [NOT_HERE])
  return prepared
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
  if (!(error instanceof RefusedOperation)) throw error
  const isUnavailable = error.errors[0]?.extensions?.['code'] === 'SERVICE_UNAVAILABLE'
  throw new RequestError(isUnavailable ? 503 : 400, error.errors, { beforeGraphQL: isUnavailable })
}
