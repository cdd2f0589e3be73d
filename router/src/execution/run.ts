/** One request on its way through a plan. */

import type { GraphQLFormattedError } from 'graphql'
import type { ExecutionContext, Upstreams, Variables } from '../executor.ts'
import type { Failure } from './tree.ts'
import type { Task } from './steps.ts'
import type { Tree } from '../json.ts'

export type Run = {
  readonly variables: Variables
  readonly context: ExecutionContext
  readonly upstreams: Upstreams
  /** What subgraphs answered so far, under the names that keys have inside. */
  readonly data: Tree
  /** Subgraphs' errors; their paths have the names that keys have inside. */
  readonly errors: GraphQLFormattedError[]
  readonly failures: Failure[]
}

/** A step of a plan, ready to run. */
export type RunStep = Task<Run>
