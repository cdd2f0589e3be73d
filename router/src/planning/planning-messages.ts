/** What a planning thread and its owner say to each other. */

import type { GraphQLFormattedError } from 'graphql'
import type { SupergraphFacts } from '../supergraph/facts.ts'
import type { PlanRequest } from './planner.ts'

export type ToThread = { readonly id: number; readonly request: PlanRequest }

export type FromThread =
  | { readonly kind: 'ready'; readonly facts: SupergraphFacts }
  | { readonly kind: 'unusable'; readonly message: string }
  /** `form` is JSON text of a PlanForm. */
  | { readonly kind: 'planned'; readonly id: number; readonly form: string }
  | { readonly kind: 'refused'; readonly id: number; readonly errors: readonly GraphQLFormattedError[] }
  /** An unexpected error. `details`: with its stack. */
  | { readonly kind: 'failed'; readonly id: number; readonly message: string; readonly details: string }
