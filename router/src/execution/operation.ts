/** One operation, compiled: runs its plan over subgraphs and shapes the answer. */

import type { DocumentNode } from 'graphql'
import type {
  ExecutionContext,
  PreparedOperation,
  PreparedRequest,
  Result,
  Subscription,
  Upstreams,
  Variables,
} from '../executor.ts'
import { copyTree } from '../json.ts'
import type { FetchStep, PlanForm, PlanStep } from '../planning/plan-form.ts'
import { readResult } from '../upstream/answer.ts'
import { absorbRoot, compileFetch, type FetchSettings } from './fetch.ts'
import { compileStep, type RunState, type RunStep } from './steps.ts'
import { compileShape, readRequestedFields, type RequestedFields, type Shape, type ShapeSettings } from './shaping.ts'
import { SecondTier, type TieringPolicy } from './splicing/second-tier.ts'
import type { ByValues } from './splicing/splice.ts'

export type OperationSettings = FetchSettings &
  ShapeSettings & {
    readonly upstreams: Upstreams
    /** When answers are spliced; without it as is best. */
    readonly splicing?: TieringPolicy
  }

/** @param document what was planned, and the answer is shaped by: one operation and its fragments, nothing in it undecided */
export function compileOperation(
  form: PlanForm,
  document: DocumentNode,
  settings: OperationSettings,
): PreparedOperation {
  const step = form.step && compileStep(form.step, (fetch) => compileFetch(fetch, settings))
  const requested = readRequestedFields(document, form.inside, settings.schema)
  const shape = compileShape(requested, form.step, settings)
  if (form.kind !== 'subscription') {
    const byValues: ByValues = (variables, context, upstreams) =>
      finish(step, shape, newRun(variables, context, upstreams))
    return compileRequest(form, form.kind, requested, byValues, settings)
  }
  if (!form.primary) throw new Error('the plan of a subscription has no primary')
  const subscription = compileSubscription(form.primary, step, shape, settings)
  return { kind: 'subscription', subscriptionFor: () => Promise.resolve(subscription) }
}

function compileRequest(
  form: PlanForm,
  kind: PreparedRequest['kind'],
  requested: RequestedFields,
  byValues: ByValues,
  settings: OperationSettings,
): PreparedRequest {
  const { upstreams } = settings
  const spliced = form.step && new SecondTier(form.step, requested, byValues, settings)
  return {
    kind,
    execute: (variables, context) => byValues(variables, context, upstreams),
    write: (variables, context) => (spliced?.splice() ?? byValues)(variables, context, upstreams),
    explain: () => Promise.resolve(explain(form.step)),
  }
}

function compileSubscription(
  primary: FetchStep,
  step: RunStep | undefined,
  shape: Shape,
  settings: OperationSettings,
): Subscription {
  const keys = new Set(primary.keys)
  return {
    primary: {
      service: primary.service,
      query: primary.operation,
      operationName: primary.operationName,
      variableNames: primary.variables.map(([variable]) => variable),
    },
    perEvent: (event, variables, context) => {
      const run = newRun(variables, context, settings.upstreams)
      // The run writes into what it is given, and an event may serve several clients.
      const answer = readResult(primary.service, copyTree({ ...event }))
      absorbRoot(primary, keys, settings, run, answer)
      return finish(step, shape, run)
    },
  }
}

function newRun(variables: Variables, context: ExecutionContext, upstreams: Upstreams): RunState {
  return { variables, context, upstreams, data: {}, errors: [], failures: [] }
}

function finish(step: RunStep | undefined, shape: Shape, run: RunState): Promise<Result> {
  if (!step) return Promise.resolve(shape(run))
  return new Promise((resolve, reject) => {
    step({ ...run, reject }, () => {
      try {
        resolve(shape(run))
      } catch (error) {
        reject(error)
      }
    })
  })
}

/** The longest text: clients take headers of 16 KiB in all. */
const MAX_LENGTH = 8_000

/** A plan in one line of ASCII, for a header: which subgraph is fetched for which path, and in which order. */
export function explain(step: PlanStep | undefined): string {
  const text = step ? textOf(step) : 'nothing is fetched'
  const plain = text.replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return plain.length > MAX_LENGTH ? `${plain.slice(0, MAX_LENGTH)}...` : plain
}

function textOf(step: PlanStep): string {
  if (step.kind === 'fetch') {
    const position = step.path.length > 0 ? ` at ${step.path.join('.')}` : ''
    return `Fetch(${step.service}${position}) ${step.operation}`
  }
  return `${step.kind === 'sequence' ? 'Sequence' : 'Parallel'} { ${step.steps.map(textOf).join(' | ')} }`
}
