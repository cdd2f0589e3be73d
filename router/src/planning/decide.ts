/** The values that a request's variables give the conditions of an operation. */

import { own } from '../json.ts'
import type { Conditions } from './planner.ts'

/** @param names of variables that @skip and @include depend on; @param variables coerced, with defaults */
export function decisions(names: readonly string[], variables: Readonly<Record<string, unknown>>): Conditions {
  return names.map((name) => [name, own(variables, name) === true] as const)
}
