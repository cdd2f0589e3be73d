import { Guards } from '../authorization/guards.ts'
import type { AuthorizationSchema } from '../authorization/filter.ts'
import type { Executor, Upstreams } from '../executor.ts'
import { costing } from '../operations/cost/compile.ts'
import type { DocumentRules } from '../operations/document.ts'
import type { PlanObserver } from '../operations/operation.ts'
import type { ReadOutcome } from '../operations/operation-cache.ts'
import { OperationCache } from '../operations/operation-cache.ts'
import type { VariableLimits } from '../operations/variables.ts'
import type { Supergraph } from './supergraph.ts'
import { PlanningThread, type PlanningLimits } from '../planning/planning-thread.ts'
import { openSupergraph } from './supergraph.ts'

/** Everything that belongs to one supergraph. Requests and subscriptions that began with it may end with it. */
export type Generation = {
  readonly supergraph: Supergraph
  readonly executor: Executor
  readonly authorizationSchema: AuthorizationSchema
  readonly operations: OperationCache
  readonly limits: RequestLimits
  /** Whether messages suggest no names that a client may have meant. */
  readonly hidesSuggestions: boolean
}

/** How much one request may request, by the values that it gives. */
export type RequestLimits = VariableLimits & {
  readonly cost: number
  /** The size that is assumed of a list of which nothing is known. */
  readonly assumedListSize: number
}

/** @param planning of the same supergraph: the executor's own, which closes it */
export type CreateExecutor = (
  supergraph: Supergraph,
  upstreams: Upstreams,
  planning: PlanningThread,
) => Executor | Promise<Executor>

export type GenerationSettings = {
  readonly createExecutor: CreateExecutor
  readonly planning: Partial<PlanningLimits>
  readonly upstreams: Upstreams
  /** What stands in front of subgraphs for one supergraph. */
  readonly before?: (supergraph: Supergraph, upstreams: Upstreams) => Upstreams
  readonly rules: DocumentRules
  readonly limits: RequestLimits
  readonly planned: PlanObserver
  readonly read: (outcome: ReadOutcome) => void
  /** Bytes of memory for operations that were requested. */
  readonly operationCacheBytes: number
}

/** Rejects where the text is no supergraph that can be served. */
export async function createGeneration(sdl: string, settings: GenerationSettings): Promise<Generation> {
  const planning = await PlanningThread.start(sdl, settings.planning)
  try {
    return await servedFrom(sdl, planning, settings)
  } catch (error) {
    await planning.close()
    throw error
  }
}

async function servedFrom(sdl: string, planning: PlanningThread, settings: GenerationSettings): Promise<Generation> {
  const supergraph = openSupergraph(sdl, planning.facts)
  const upstreams = settings.before?.(supergraph, settings.upstreams) ?? settings.upstreams
  const executor = await settings.createExecutor(supergraph, upstreams, planning)
  const guards = new Guards(supergraph.apiSchema, supergraph.rules)
  const authorizationSchema = { schema: supergraph.apiSchema, guards }
  const cost = costing(supergraph.apiSchema, supergraph.weights, settings.limits.assumedListSize)
  const operations = new OperationCache({ ...settings, executor, authorizationSchema, cost })
  return {
    supergraph,
    executor,
    authorizationSchema,
    operations,
    limits: settings.limits,
    hidesSuggestions: !settings.rules.introspection,
  }
}
