/** The guards that the promises rest on, each taken away. */

import type { Mutant } from './mutant.ts'
import { ofTheMachinery } from './ofTheMachinery.ts'
import { ofTheRules } from './ofTheRules.ts'

export const mutants: readonly Mutant[] = [...ofTheRules, ...ofTheMachinery]
