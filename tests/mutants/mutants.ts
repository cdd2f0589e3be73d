/** The guards that the promises rest on, each taken away. */

import type { Mutant } from './mutant.ts'
import { ofTheAggregates } from './of-the-aggregates.ts'
import { ofTheMachinery } from './of-the-machinery.ts'
import { ofTheOutages } from './of-the-outages.ts'
import { ofTheRecovery } from './of-the-recovery.ts'
import { ofTheRouter } from './of-the-router.ts'
import { ofTheRules } from './of-the-rules.ts'
import { ofTheSubscriptions } from './of-the-subscriptions.ts'

export const mutants: readonly Mutant[] = [
  ...ofTheRules,
  ...ofTheAggregates,
  ...ofTheMachinery,
  ...ofTheOutages,
  ...ofTheRecovery,
  ...ofTheSubscriptions,
  ...ofTheRouter,
]
