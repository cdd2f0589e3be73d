/** One operation on one random supergraph, and whether its answers are what they should be. */

import { Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql'
import type { Variables } from '../src/executor.ts'
import { coerceVariables } from '../src/operations/variables.ts'
import { RequestError } from '../src/operations/request-error.ts'
import { decisions, conditionVariables, withConditionsDecided } from '../src/planning/planner-fixes/conditions.ts'
import type { PlanForm } from '../src/planning/plan-form.ts'
import { planDifference } from '../testing/execution/same-plan.ts'
import { difference } from './compare.ts'
import type { GeneratedOperation } from './generate-operation.ts'
import { ignorance, untruth } from './outage.ts'
import type { FuzzWorld } from './world.ts'

export type Attempt = {
  readonly operation: GeneratedOperation
  /** Labels of progressive @override that hold. */
  readonly overrides: readonly string[]
  /** Decides which fetches fail in the run with outages. */
  readonly outages: number
}

/** An attempt with its plan, and the values of its variables. */
export type Planned = Attempt & {
  readonly form: PlanForm
  /** How its plan differs from the planner's where it was made directly. */
  readonly misplanned: string | undefined
  /** The operation's document with its conditions decided. */
  readonly document: DocumentNode
  readonly variables: Variables
}

/** What is wrong; undefined where nothing is. */
export async function fault(world: FuzzWorld, attempt: Attempt): Promise<string | undefined> {
  try {
    const planned = plan(world, attempt)
    if (planned?.misplanned !== undefined) return `not as the planner would:\n${planned.misplanned}`
    return (
      planned &&
      ((await difference(world, planned)) ?? (await untruth(world, planned)) ?? (await ignorance(world, planned)))
    )
  } catch (error) {
    return `threw ${error instanceof Error ? error.stack : String(error)}`
  }
}

/** The plan for the operation's own variables; undefined where those are not what the operation says. */
export function plan(world: FuzzWorld, attempt: Attempt): Planned | undefined {
  const { operation, overrides } = attempt
  const definition = operation.document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  if (!definition) return undefined
  const values = coerced(world, definition, operation.variables)
  if (!values) return undefined
  const conditions = decisions(conditionVariables(operation.document), values)
  const planned = world.planner.plan({ document: operation.text, overrides, conditions })
  const document = withConditionsDecided(operation.document, new Map(conditions))
  const direct = world.directPlanner.plan(document)
  const misplanned = direct && planDifference(direct, planned)
  return { ...attempt, form: direct ?? planned, misplanned, document, variables: values }
}

function coerced({ schema }: FuzzWorld, definition: OperationDefinitionNode, given: Variables): Variables | undefined {
  try {
    return coerceVariables(schema, definition, given, false)
  } catch (error) {
    if (error instanceof RequestError) return undefined
    throw error
  }
}
