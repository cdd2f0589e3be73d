/** Operations whose plan depends on the request: on the variables of @skip and @include, on what of an @override is moved by now. */

import type { ExecutionContext, Prepared, PreparedRequest, Result, Variables } from '../executor.ts'
import { decisions } from '../planning/decide.ts'
import type { PlanRequest } from '../planning/planner.ts'
import { RefusedOperation } from '../planning/refusal.ts'

export type PreparedFor = (request: PlanRequest) => Prepared | Promise<Prepared>

/**
 * @param undecided variables that the plan depends on
 * @param overrides labels that hold for a request, asked for each
 */
export function deciding(
  kind: PreparedRequest['kind'],
  request: PlanRequest,
  undecided: readonly string[],
  overrides: () => readonly string[],
  preparedFor: PreparedFor,
): PreparedRequest {
  const execute = async (variables: Variables, context: ExecutionContext): Promise<Result> => {
    try {
      const conditions = decisions(undecided, variables)
      const prepared = await preparedFor({ ...request, conditions, overrides: overrides() })
      if (prepared.kind === 'subscription') throw new TypeError('a request stays one')
      return await prepared.execute(variables, context)
    } catch (error) {
      if (error instanceof RefusedOperation) return { errors: error.errors }
      throw error
    }
  }
  return { kind, execute }
}
