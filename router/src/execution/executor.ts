/** Plans in a thread of their own, and runs them compiled. */

import { parse, print, type DocumentNode, type GraphQLSchema } from 'graphql'
import type { Executor, Prepared, Upstreams } from '../executor.ts'
import { introspectionForm } from '../planning/introspection-form.ts'
import { PlanCache, planKey, type PlanCacheLimits } from '../planning/plan-cache.ts'
import type { PlanForm } from '../planning/plan-form.ts'
import type { PlanRequest } from '../planning/planner.ts'
import { PlanningThread, type PlanningLimits } from '../planning/planning-thread.ts'
import { asGraphQLError } from '../planning/refusal.ts'
import { readSupergraph } from '../planning/supergraph.ts'
import { buildApiSchema } from '../supergraph/api-schema.ts'
import { decidedBy, deciding } from './deciding.ts'
import { compileOperation, type OperationSettings } from './operation.ts'
import { overrideLabels, type LabelsFor } from './overrides.ts'
import { SharedUpstreams } from './shared-upstreams.ts'
import { interfaceNames, typeConditions } from './type-conditions.ts'

export type CompiledExecutorOptions = {
  readonly planning?: Partial<PlanningLimits>
  readonly cache?: Partial<PlanCacheLimits>
}

export class CompiledExecutor implements Executor {
  /** What clients may see. */
  readonly apiSchema: GraphQLSchema
  readonly #thread: PlanningThread
  readonly #cache: PlanCache<Prepared>
  readonly #settings: OperationSettings
  readonly #overrides: LabelsFor | undefined
  /** Keys of what an earlier supergraph's executor had planned: who asks for it is not kept by those who ask for what is new. */
  #earlier: ReadonlySet<string> = new Set()

  private constructor(
    supergraphSdl: string,
    thread: PlanningThread,
    upstreams: Upstreams,
    options: CompiledExecutorOptions,
  ) {
    const { document } = readSupergraph(supergraphSdl)
    this.#thread = thread
    this.#settings = operationSettings(document, thread.apiSdl, new SharedUpstreams(upstreams))
    this.apiSchema = this.#settings.schema
    this.#overrides = overrideLabels(document)
    this.#cache = new PlanCache(
      (request, askedBy) => thread.plan(request, askedBy, this.#earlier.has(planKey(request))),
      (form, request) => this.#compile(form, request),
      options.cache,
    )
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

  async prepare(document: DocumentNode, operationName: string | undefined, askedBy?: string): Promise<Prepared> {
    const form = introspectionForm(document, operationName)
    if (form) return compileOperation(form, this.#settings)
    try {
      return await this.#cache.get({ document: print(document), operationName, isValid: true }, askedBy)
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

  #compile(form: PlanForm, request: PlanRequest): Prepared {
    const isDecided = request.conditions !== undefined
    if (isDecided || !(form.undecided || this.#overrides)) return compileOperation(form, this.#settings)
    const decided = decidedBy(request, form.undecided ?? [], this.#overrides)
    return deciding(form.kind, (variables, { labels, askedBy }) => this.#cache.get(decided(variables, labels), askedBy))
  }
}

/** @param apiSdl what clients may see */
export function operationSettings(supergraph: DocumentNode, apiSdl: string, upstreams: Upstreams): OperationSettings {
  return {
    schema: buildApiSchema(parse(apiSdl, { noLocation: true })),
    upstreams,
    applies: typeConditions(supergraph),
    interfaces: interfaceNames(supergraph),
  }
}
