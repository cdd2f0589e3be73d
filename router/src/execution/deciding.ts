/** Operations whose plan depends on the request: on the variables of @skip and @include, on what of an @override is moved by now. */

import type {
  ExecutionContext,
  PlanningContext,
  PreparedOperation,
  PreparedRequest,
  Result,
  Variables,
  WrittenResult,
} from '../executor.ts'
import { decisions } from '../planning/decide.ts'
import type { PlanForm } from '../planning/plan-form.ts'
import type { PlanRequest } from '../planning/planner.ts'
import type { LabelsFor } from './overrides.ts'
import { asGraphQLError, RefusedOperation } from '../planning/refusal.ts'

type PreparedFor = (variables: Variables, context: PlanningContext) => PreparedOperation | Promise<PreparedOperation>

/**
 * What is to be planned for one request.
 * @param undecided variables that the plan depends on
 * @param overrides labels that hold for a request, by those that came with it
 */
export function decidedBy(
  request: PlanRequest,
  undecided: readonly string[],
  overrides: LabelsFor | undefined,
): (variables: Variables, labels: readonly string[] | undefined) => PlanRequest {
  return (variables, labels) => ({
    ...request,
    conditions: decisions(undecided, variables),
    overrides: overrides?.(labels) ?? [],
  })
}

export function deciding(kind: PlanForm['kind'], preparedFor: PreparedFor): PreparedOperation {
  if (kind !== 'subscription')
    return {
      kind,
      execute: (variables, context) =>
        decided(preparedFor, variables, context, (request) => request.execute(variables, context)),
      write: (variables, context) =>
        decided(preparedFor, variables, context, (request): Promise<Result | WrittenResult> =>
          request.write ? request.write(variables, context) : request.execute(variables, context),
        ),
      explain: async (variables, labels) => {
        const prepared = await preparedFor(variables, { labels })
        return (prepared.kind !== 'subscription' && (await prepared.explain?.(variables))) || ''
      },
    }
  return {
    kind,
    subscriptionFor: async (variables, context = {}) => {
      try {
        const prepared = await preparedFor(variables, context)
        if (prepared.kind !== 'subscription') throw new TypeError('a subscription stays one')
        return await prepared.subscriptionFor(variables, context)
      } catch (error) {
        throw asGraphQLError(error)
      }
    },
  }
}

async function decided<Answer>(
  preparedFor: PreparedFor,
  variables: Variables,
  context: ExecutionContext,
  run: (request: PreparedRequest) => Promise<Answer>,
): Promise<Answer | Result> {
  try {
    const prepared = await preparedFor(variables, context)
    if (prepared.kind === 'subscription') throw new TypeError('a request stays one')
    return await run(prepared)
  } catch (error) {
    if (error instanceof RefusedOperation) return { errors: error.errors }
    throw error
  }
}
