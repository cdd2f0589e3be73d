/** Plans in a thread of their own, and runs them compiled. */

import { print, type DocumentNode } from 'graphql'
import type { Executor, PreparedOperation, Upstreams } from '../executor.ts'
import { introspectionForm } from '../planning/introspection-form.ts'
import { PlanCache, planKey, type PlanCacheLimits } from '../planning/plan-cache.ts'
import type { PlanForm } from '../planning/plan-form.ts'
import type { PlanRequest } from '../planning/planner.ts'
import type { PlanningThread } from '../planning/planning-thread.ts'
import { asGraphQLError } from '../planning/refusal.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'
import { decidedBy, deciding } from './deciding.ts'
import { compileOperation, type OperationSettings } from './operation.ts'
import { labelsFor, type LabelsFor } from './overrides.ts'
import { FetchDeduplication } from './fetch-deduplication.ts'
import { typeConditions } from './type-conditions.ts'

export class CompiledExecutor implements Executor {
  readonly #thread: PlanningThread
  readonly #cache: PlanCache<PreparedOperation>
  readonly #settings: OperationSettings
  readonly #overrides: LabelsFor | undefined
  /** Keys of what an earlier supergraph's executor had planned: who asks for it is not kept by those who ask for what is new. */
  #earlier: ReadonlySet<string> = new Set()

  /** @param thread of the same supergraph; closed with the executor */
  constructor(
    supergraph: Supergraph,
    upstreams: Upstreams,
    thread: PlanningThread,
    cache: Partial<PlanCacheLimits> = {},
  ) {
    this.#thread = thread
    this.#settings = operationSettings(supergraph, new FetchDeduplication(upstreams))
    this.#overrides = labelsFor(supergraph.overrideLabels)
    this.#cache = new PlanCache(
      (request, callerKey) => thread.plan(request, callerKey, this.#earlier.has(planKey(request))),
      (form, request) => this.#compile(form, request),
      cache,
    )
  }

  async prepare(
    document: DocumentNode,
    operationName: string | undefined,
    callerKey?: string,
  ): Promise<PreparedOperation> {
    const form = introspectionForm(document, operationName)
    if (form) return compileOperation(form, this.#settings)
    try {
      return await this.#cache.get({ document: print(document), operationName, isValid: true }, callerKey)
    } catch (error) {
      throw asGraphQLError(error)
    }
  }

  /** What it has planned, the most recently used first. */
  requests(): readonly PlanRequest[] {
    return this.#cache.requests()
  }

  async warm(earlier: Executor, signal: AbortSignal): Promise<void> {
    if (!(earlier instanceof CompiledExecutor)) return
    const over = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    const requests = earlier.requests()
    this.#earlier = new Set(requests.map(planKey))
    for (const request of requests) {
      if (signal.aborted) return
      // What is none of the new supergraph's is refused when it is asked for.
      await Promise.race([Promise.resolve(this.#cache.get(request)).catch(() => undefined), over])
    }
  }

  async close(): Promise<void> {
    await this.#thread.close()
  }

  #compile(form: PlanForm, request: PlanRequest): PreparedOperation {
    const isDecided = request.conditions !== undefined
    if (isDecided || !(form.undecided || this.#overrides)) return compileOperation(form, this.#settings)
    const decided = decidedBy(request, form.undecided ?? [], this.#overrides)
    return deciding(form.kind, (variables, { labels, callerKey }) =>
      this.#cache.get(decided(variables, labels), callerKey),
    )
  }
}

export function operationSettings(supergraph: Supergraph, upstreams: Upstreams): OperationSettings {
  return {
    schema: supergraph.apiSchema,
    upstreams,
    applies: typeConditions(supergraph.typeParents),
    interfaces: supergraph.interfaces,
  }
}
