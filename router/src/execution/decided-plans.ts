/** Operations whose plan depends on the request: on the variables of @skip and @include, on what of an @override is moved by now. */

import { LRUCache } from 'lru-cache'
import {
  RefusedOperation,
  type ExecutionContext,
  type ObservePlanning,
  type PlanningContext,
  type PlanningTurn,
  type PreparedOperation,
  type PreparedRequest,
  type Result,
  type Variables,
  type WrittenResult,
} from '../executor.ts'
import type { PlanForm } from '../planning/plan-form.ts'
import type { Conditions } from '../planning/planner-fixes/conditions.ts'

/** What one plan is made for. */
export type PlanDecision = { readonly conditions: Conditions; readonly overrides: readonly string[] }

export type DecidedPlansOptions = {
  readonly kind: PlanForm['kind']
  readonly decide: (variables: Variables, labels: readonly string[] | undefined) => PlanDecision
  readonly plan: (decision: PlanDecision, turn: PlanningTurn) => Promise<PreparedOperation>
  readonly observe?: ObservePlanning | undefined
  /** The operation was in use before the supergraph changed: its first plan goes before what is new, as do those planned beforehand. */
  readonly isKnown: boolean
  /** Called whenever it holds more, or less. */
  readonly resized: () => void
}

type DecidedPlan = { readonly decision: PlanDecision; readonly planning: Promise<PreparedOperation>; bytes: number }

/** Plans of one operation that are kept. */
const MAX_PLANS = 256
/** By heap snapshots, before there is a plan: LRUCache has room for all of them from the beginning. */
const EMPTY_BYTES = 7_500

/** The plans of one operation by what they were made for, the least recently used evicted first; each is made when it is first needed. */
class DecidedPlans {
  readonly #options: DecidedPlansOptions
  readonly #plans = new LRUCache<string, DecidedPlan>({ max: MAX_PLANS })

  constructor(options: DecidedPlansOptions) {
    this.#options = options
  }

  get bytes(): number {
    return [...this.#plans.values()].reduce((sum, { bytes }) => sum + bytes, EMPTY_BYTES)
  }

  /** The most recently used first. */
  get decisions(): readonly PlanDecision[] {
    return [...this.#plans.values()].map(({ decision }) => decision)
  }

  /** Callers that need the same plan at the same time share one. Rejects with RefusedOperation; the next one tries again. */
  for(variables: Variables, { labels, callerKey, span }: PlanningContext): Promise<PreparedOperation> {
    const { decide, plan, observe, isKnown } = this.#options
    const decision = decide(variables, labels)
    const known = this.#plans.get(keyOf(decision))
    if (known) return known.planning
    // Of those that follow there may be more than were in use: as many as its variables have values.
    const planning = plan(decision, { callerKey, isKnown: isKnown && this.#plans.size === 0 })
    return this.#keep(decision, observe ? observe(planning, span) : planning)
  }

  /** For no request: it was planned for an earlier supergraph. */
  async planAgain(decision: PlanDecision): Promise<void> {
    if (this.#plans.has(keyOf(decision))) return
    await this.#keep(decision, this.#options.plan(decision, { isKnown: true }))
  }

  #keep(decision: PlanDecision, planning: Promise<PreparedOperation>): Promise<PreparedOperation> {
    const key = keyOf(decision)
    const { resized } = this.#options
    const added: DecidedPlan = { decision, planning, bytes: 0 }
    this.#plans.set(key, added)
    added.planning.then(
      ({ bytes = 0 }) => {
        added.bytes = bytes
        resized()
      },
      () => {
        if (this.#plans.peek(key) === added) this.#plans.delete(key)
        resized() // it may have taken the place of another
      },
    )
    return added.planning
  }
}

function keyOf({ conditions, overrides }: PlanDecision): string {
  return `${conditions.map(([, value]) => (value ? '+' : '-')).join('')}\n${overrides.join(',')}`
}

const plansOf = new WeakMap<PreparedOperation, DecidedPlans>()

/** Plans beforehand what another supergraph's operation had planned. Rejects with RefusedOperation. */
export async function decideAsBefore(
  operation: PreparedOperation,
  earlier: PreparedOperation,
  signal: AbortSignal | undefined,
): Promise<void> {
  const plans = plansOf.get(operation)
  for (const decision of plansOf.get(earlier)?.decisions ?? []) {
    if (signal?.aborted) return
    await plans?.planAgain(decision)
  }
}

/** An operation with a plan for each combination of conditions and labels that requests bring. */
export function decidedByRequest(options: DecidedPlansOptions): PreparedOperation {
  const plans = new DecidedPlans(options)
  const operation = options.kind === 'subscription' ? decidedSubscription(plans) : decidedRequest(plans, options.kind)
  plansOf.set(operation, plans)
  return operation
}

function decidedRequest(plans: DecidedPlans, kind: PreparedRequest['kind']): PreparedRequest {
  return {
    kind,
    get bytes() {
      return plans.bytes
    },
    execute: (variables, context) => run(plans, variables, context, (request) => request.execute(variables, context)),
    write: (variables, context) =>
      run(plans, variables, context, (request): Promise<Result | WrittenResult> =>
        request.write ? request.write(variables, context) : request.execute(variables, context),
      ),
    explain: async (variables, labels) => {
      const prepared = await plans.for(variables, { labels })
      return (prepared.kind !== 'subscription' && (await prepared.explain?.(variables))) || ''
    },
  }
}

function decidedSubscription(plans: DecidedPlans): PreparedOperation {
  return {
    kind: 'subscription',
    get bytes() {
      return plans.bytes
    },
    subscriptionFor: async (variables, context = {}) => {
      const prepared = await plans.for(variables, context)
      if (prepared.kind !== 'subscription') throw new TypeError('a subscription stays one')
      return prepared.subscriptionFor(variables, context)
    },
  }
}

async function run<Answer>(
  plans: DecidedPlans,
  variables: Variables,
  context: ExecutionContext,
  answer: (request: PreparedRequest) => Promise<Answer>,
): Promise<Answer | Result> {
  try {
    const prepared = await plans.for(variables, context)
    if (prepared.kind === 'subscription') throw new TypeError('a request stays one')
    return await answer(prepared)
  } catch (error) {
    if (error instanceof RefusedOperation) return { errors: error.errors }
    throw error
  }
}
