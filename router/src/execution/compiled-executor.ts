/** Plans in a thread of their own, and runs them compiled. */

import { print, type DocumentNode } from 'graphql'
import type { Executor, PlanningTurn, PreparedOperation, PreparingOptions, Upstreams } from '../executor.ts'
import { DirectPlanner } from '../planning/direct/direct-planner.ts'
import { decisions, conditionVariables, withConditionsDecided } from '../planning/planner-fixes/conditions.ts'
import type { PlanForm } from '../planning/plan-form.ts'
import type { PlanningThread } from '../planning/planning-thread.ts'
import { requestedOperation, type RequestedOperation } from '../planning/requested-operation.ts'
import { selectsSchemaAlone } from '../planning/schema-alone.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'
import { decideAsBefore, decidedByRequest, type PlanDecision } from './decided-plans.ts'
import { compileOperation, type OperationSettings } from './operation.ts'
import { labelsFor, type LabelsFor } from './overrides.ts'
import { FetchDeduplication } from './fetch-deduplication.ts'
import { typeConditions } from './type-conditions.ts'

/** By heap snapshots: of any compiled operation, and of what is compiled from each byte of a plan's JSON text. */
const COMPILED_BYTES = 10_000
const COMPILED_BYTES_PER_BYTE = 12

/** What is planned: one operation, and its document's text. */
type PlannedText = RequestedOperation & { readonly text: string; readonly operationName: string | undefined }

export class CompiledExecutor implements Executor {
  readonly #thread: PlanningThread
  readonly #direct: DirectPlanner
  readonly #settings: OperationSettings
  readonly #overrides: LabelsFor | undefined

  /** @param thread of the same supergraph; closed with the executor */
  constructor(supergraph: Supergraph, upstreams: Upstreams, thread: PlanningThread) {
    this.#thread = thread
    this.#direct = new DirectPlanner(supergraph.apiSchema, supergraph.fieldOwners)
    this.#settings = operationSettings(supergraph, new FetchDeduplication(upstreams))
    this.#overrides = labelsFor(supergraph.overrideLabels)
  }

  async prepare(
    document: DocumentNode,
    operationName: string | undefined,
    options: PreparingOptions = {},
  ): Promise<PreparedOperation> {
    const requested = requestedOperation(document, operationName)
    const undecided = conditionVariables(requested.document)
    if (requested.kind === 'query' && undecided.length === 0) {
      const decided = withConditionsDecided(requested.document, new Map())
      if (selectsSchemaAlone(decided)) return compileOperation(NOTHING_FETCHED, decided, this.#settings)
    }
    const parsed = { ...requested, text: options.text ?? print(document), operationName }
    const { observe, earlier, span } = options
    if (undecided.length > 0 || this.#overrides) return this.#decidedByRequest(parsed, undecided, options)
    const planning = this.#plan(parsed, undefined, options)
    return observe && !earlier ? observe(planning, span) : planning
  }

  async #decidedByRequest(
    parsed: PlannedText,
    undecided: readonly string[],
    { earlier, signal, isKnown = false, resized = () => undefined, observe }: PreparingOptions,
  ): Promise<PreparedOperation> {
    const operation = decidedByRequest({
      kind: parsed.kind,
      decide: (variables, labels) => ({
        conditions: decisions(undecided, variables),
        overrides: this.#overrides?.(labels) ?? [],
      }),
      plan: (decision, turn) => this.#plan(parsed, decision, turn),
      isKnown,
      resized,
      observe,
    })
    if (earlier) await decideAsBefore(operation, earlier, signal)
    return operation
  }

  async #plan(
    planned: PlannedText,
    decision: PlanDecision | undefined,
    turn: PlanningTurn,
  ): Promise<PreparedOperation> {
    const decided = withConditionsDecided(planned.document, new Map(decision?.conditions))
    const direct = this.#direct.plan(decided)
    if (direct) return this.#compiled(direct, decided, JSON.stringify(direct).length)
    const { text, operationName } = planned
    const json = await this.#thread.plan(
      { document: text, operationName, isValid: true, ...decision },
      turn.callerKey,
      turn.isKnown,
    )
    // The JSON text of a plan form is our own thread's.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return this.#compiled(JSON.parse(json) as PlanForm, decided, json.length)
  }

  /** @param length of the plan's JSON text */
  #compiled(form: PlanForm, document: DocumentNode, length: number): PreparedOperation {
    const bytes = COMPILED_BYTES + COMPILED_BYTES_PER_BYTE * length
    return { ...compileOperation(form, document, this.#settings), bytes }
  }

  async close(): Promise<void> {
    await this.#thread.close()
  }
}

const NOTHING_FETCHED: PlanForm = { kind: 'query', inside: [] }

/** What every operation of one supergraph is compiled with. */
export function operationSettings(supergraph: Supergraph, upstreams: Upstreams): OperationSettings {
  return {
    schema: supergraph.apiSchema,
    upstreams,
    applies: typeConditions(supergraph.typeParents),
    interfaces: supergraph.interfaces,
  }
}
