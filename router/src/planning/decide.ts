/** The values that a request's variables give the conditions of an operation. */

import { own } from '../json.ts'
import type { PlanForm } from './plan-form.ts'

/** @param variables coerced, with defaults */
export function decisions(
  undecided: NonNullable<PlanForm['undecided']>,
  variables: Readonly<Record<string, unknown>>,
): (readonly [variable: string, value: boolean])[] {
  return undecided.map((name) => [name, own(variables, name) === true] as const)
}
