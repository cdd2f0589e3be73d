/** Plans in a thread of their own, and runs them compiled. */

import { buildSchema, print, type DocumentNode, type GraphQLSchema } from 'graphql'
import type { Executor, Prepared, Upstreams } from '../executor.ts'
import { PlanCache, planKey, type PlanCacheLimits } from '../planning/plan-cache.ts'
import type { PlanForm } from '../planning/plan-form.ts'
import type { PlanRequest } from '../planning/planner.ts'
import { PlanningThread, type PlanningLimits } from '../planning/planning-thread.ts'
import { asGraphQLError } from '../planning/refusal.ts'
import type { PlanStore } from '../planning/store.ts'
import { readSupergraph } from '../planning/supergraph.ts'
import { decidedBy, deciding } from './deciding.ts'
import { compileOperation, type OperationSettings } from './operation.ts'
import { overrideLabels, type LabelsFor } from './overrides.ts'
import { SharedUpstreams } from './shared-upstreams.ts'
import { interfaceNames, typeConditions } from './type-conditions.ts'

export type CompiledExecutorOptions = {
  readonly planning?: Partial<PlanningLimits>
  readonly cache?: Partial<PlanCacheLimits>
  /** Where plans are kept beyond this process. */
  readonly store?: PlanStore
}

export class CompiledExecutor implements Executor {
  /** What clients may see. */
  readonly apiSchema: GraphQLSchema
  readonly #thread: PlanningThread
  readonly #cache: PlanCache<Prepared>
  readonly #settings: OperationSettings
  readonly #store: PlanStore | undefined
  readonly #overrides: LabelsFor | undefined

  private constructor(
    supergraphSdl: string,
    thread: PlanningThread,
    upstreams: Upstreams,
    options: CompiledExecutorOptions,
  ) {
    const { document } = readSupergraph(supergraphSdl)
    this.#thread = thread
    this.#store = options.store
    this.#settings = operationSettings(document, thread.apiSdl, new SharedUpstreams(upstreams))
    this.apiSchema = this.#settings.schema
    this.#overrides = overrideLabels(document)
    const plan = (request: PlanRequest): Promise<string> => storedPlan(request, thread, options.store)
    this.#cache = new PlanCache(plan, (form, request) => this.#compile(form, request), options.cache)
  }

  /** Ready to prepare when it resolves. @throws where the text is no supergraph */
  static async start(
    supergraphSdl: string,
    upstreams: Upstreams,
    options: CompiledExecutorOptions = {},
  ): Promise<CompiledExecutor> {
    const thread = await PlanningThread.start(supergraphSdl, options.planning)
    return new CompiledExecutor(supergraphSdl, thread, upstreams, options)
  }

  async prepare(document: DocumentNode, operationName: string | undefined): Promise<Prepared> {
    try {
      return await this.#cache.get({ document: print(document), operationName, isValid: true })
    } catch (error) {
      throw asGraphQLError(error)
    }
  }

  /** Rejects with RefusedOperation where the text is not valid, or cannot be planned. Answers at once what it has prepared before. */
  prepareText(text: string, operationName: string | undefined): Prepared | Promise<Prepared> {
    return this.#cache.get({ document: text, operationName })
  }

  /** What it has prepared, the most recently used first: for `warm` of its successor. */
  requests(): readonly PlanRequest[] {
    return this.#cache.requests()
  }

  /**
   * Prepares beforehand what is going to be asked. Resolves when all of it is done, or the time is over.
   * @param until on performance.now()'s clock
   */
  async warm(requests: readonly PlanRequest[], until: number): Promise<void> {
    for (const request of requests) {
      const left = until - performance.now()
      if (left <= 0) return
      const { promise: over, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, left)
      await Promise.race([Promise.resolve(this.#cache.get(request)).catch(() => undefined), over])
      clearTimeout(timer)
    }
  }

  async close(): Promise<void> {
    await this.#thread.close()
    await this.#store?.flushed()
  }

  #compile(form: PlanForm, request: PlanRequest): Prepared {
    const isDecided = request.conditions !== undefined
    if (isDecided || !(form.undecided || this.#overrides)) return compileOperation(form, this.#settings)
    const decided = decidedBy(request, form.undecided ?? [], this.#overrides)
    return deciding(form.kind, (variables, labels) => this.#cache.get(decided(variables, labels)))
  }
}

async function storedPlan(request: PlanRequest, thread: PlanningThread, store: PlanStore | undefined): Promise<string> {
  if (!store) return thread.plan(request)
  const key = planKey(request)
  const known = await store.get(key)
  if (known !== undefined) return known
  const form = await thread.plan(request)
  store.put(key, request, form).catch(() => undefined)
  return form
}

/** @param apiSdl what clients may see */
export function operationSettings(supergraph: DocumentNode, apiSdl: string, upstreams: Upstreams): OperationSettings {
  return {
    schema: buildSchema(apiSdl, { assumeValid: true, assumeValidSDL: true }),
    upstreams,
    applies: typeConditions(supergraph),
    interfaces: interfaceNames(supergraph),
  }
}
