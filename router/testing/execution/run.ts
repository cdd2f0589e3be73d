/** Runs operations of a supergraph without a planning thread, for tests. */

import { getOperationAST, parse, type FormattedExecutionResult } from 'graphql'
import type { PreparedOperation, Subscription } from '../../src/executor.ts'
import { coerceVariables } from '../../src/operations/variables.ts'
import { DirectPlanner } from '../../src/planning/direct/direct-planner.ts'
import { decisions, conditionVariables, withConditionsDecided } from '../../src/planning/planner-fixes/conditions.ts'
import { Planner } from '../../src/planning/planner.ts'
import { operationSettings } from '../../src/execution/compiled-executor.ts'
import { openSupergraph } from '../../src/supergraph/supergraph.ts'
import { compileOperation } from '../../src/execution/operation.ts'
import type { TieringPolicy } from '../../src/execution/splicing/second-tier.ts'
import { LocalUpstreams, PATIENT, type Instead, type LocalSubgraph } from './local-upstreams.ts'

/** An answer as text, and whether it was spliced. */
export type WrittenAnswer = { readonly isSpliced: boolean; readonly text: string }

const EAGER: TieringPolicy = { from: 1, deoptsAllowed: Infinity, cooldown: 0 }

export class Bench {
  readonly planner: Planner
  readonly upstreams: LocalUpstreams
  readonly #direct: DirectPlanner
  readonly #settings: ReturnType<typeof operationSettings>

  constructor(supergraphSdl: string, subgraphs: ReadonlyMap<string, LocalSubgraph>, instead?: Instead) {
    this.planner = new Planner(supergraphSdl)
    this.upstreams = new LocalUpstreams(subgraphs, instead)
    const supergraph = openSupergraph(supergraphSdl, this.planner.facts)
    this.#direct = new DirectPlanner(supergraph.apiSchema, supergraph.fieldOwners)
    this.#settings = operationSettings(supergraph, this.upstreams)
  }

  /** The answer, as a client gets it. */
  async run(document: string, variables: Record<string, unknown> = {}): Promise<FormattedExecutionResult> {
    const coerced = this.coerced(document, variables)
    const prepared = this.#prepared(document, coerced)
    if (prepared.kind === 'subscription') throw new Error('a subscription is not run')
    return JSON.parse(JSON.stringify(await prepared.execute(coerced, PATIENT)))
  }

  /** The same document again and again: spliced from the first request on, as far as it can be. */
  writing(
    document: string,
    tiering: TieringPolicy = EAGER,
  ): (variables?: Record<string, unknown>) => Promise<WrittenAnswer> {
    const prepared = this.#prepared(document, {}, tiering)
    return async (variables = {}) => {
      if (prepared.kind === 'subscription' || !prepared.write) throw new Error('only requests are written')
      const result = await prepared.write(this.coerced(document, variables), PATIENT)
      const isSpliced = 'bytes' in result
      return { isSpliced, text: isSpliced ? Buffer.from(result.bytes, 'latin1').toString() : JSON.stringify(result) }
    }
  }

  async subscription(document: string, variables: Record<string, unknown>): Promise<Subscription> {
    const coerced = this.coerced(document, variables)
    const prepared = this.#prepared(document, coerced)
    if (prepared.kind !== 'subscription') throw new Error('not a subscription')
    return prepared.subscriptionFor(coerced)
  }

  #prepared(document: string, coerced: Record<string, unknown>, splicing?: TieringPolicy): PreparedOperation {
    const parsed = parse(document)
    const conditions = decisions(conditionVariables(parsed), coerced)
    const decided = withConditionsDecided(parsed, new Map(conditions))
    const form = this.#direct.plan(decided) ?? this.planner.plan({ document, conditions })
    return compileOperation(form, decided, {
      ...this.#settings,
      projection: 'generated',
      ...(splicing && { splicing }),
    })
  }

  coerced(document: string, variables: Record<string, unknown>): Record<string, unknown> {
    const operation = getOperationAST(parse(document))
    if (!operation) throw new Error('which operation?')
    return { ...coerceVariables(this.#settings.schema, operation, variables, false) }
  }
}
