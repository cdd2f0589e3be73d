/** Makes a plan's steps ready to run: their order, and the bodies of their fetches. By values and spliced alike. */

import { hash } from 'node:crypto'
import type { GraphQLFormattedError } from 'graphql'
import type { ExecutionContext, Upstreams, Variables } from '../executor.ts'
import { own, type Tree } from '../json.ts'
import type { FetchStep, PlanStep } from '../planning/plan-form.ts'
import type { Failure } from './tree.ts'

/** A step, ready to run on a request's state. Calls `done` once at the most, whatever happens; nothing is thrown. */
export type Task<State> = (state: State, done: () => void) => void

export function compileStep<State>(step: PlanStep, compileFetch: (step: FetchStep) => Task<State>): Task<State> {
  switch (step.kind) {
    case 'sequence':
      return sequence(step.steps.map((inner) => compileStep(inner, compileFetch)))
    case 'parallel':
      return parallel(step.steps.map((inner) => compileStep(inner, compileFetch)))
    case 'fetch':
      return compileFetch(step)
  }
}

function sequence<State>(steps: readonly Task<State>[]): Task<State> {
  return (state, done) => {
    let index = 0
    const next = (): void => {
      const step = steps[index++]
      if (step) step(state, next)
      else done()
    }
    next()
  }
}

function parallel<State>(steps: readonly Task<State>[]): Task<State> {
  return (state, done) => {
    let left = steps.length
    const one = (): void => {
      if (--left === 0) done()
    }
    for (const step of steps) step(state, one)
  }
}

/** The body of a fetch's request, and what `UpstreamRequest` says of its key. */
export type FetchBody = { readonly body: string; readonly key: string }

/** @param representations JSON text of the list's elements, with commas between; undefined for a fetch of the operation's root */
export type WriteBody = (variables: Variables, representations: string | undefined) => FetchBody

/** Characters of six bits: no two texts have the same. */
const DIGEST_LENGTH = 22

/** Writes the body of a fetch's request: its fixed text is made once, only variables and representations are filled in. */
export function compileBody(step: FetchStep): WriteBody {
  const name = step.operationName === undefined ? '' : `,"operationName":${JSON.stringify(step.operationName)}`
  const start = `{"query":${JSON.stringify(step.operation)}${name},"variables":{`
  const digest = hash('sha256', `${step.service}\n${start}`, 'base64url').slice(0, DIGEST_LENGTH)
  const keys = step.variables.map(([variable, inside]) => ({ variable, key: `${JSON.stringify(inside)}:` }))
  return (variables, representations) => {
    let text = ''
    for (const { variable, key } of keys) {
      const value = own(variables, variable)
      if (value === undefined) continue
      text += (text === '' ? '' : ',') + key + JSON.stringify(value)
    }
    if (representations !== undefined) text += `${text === '' ? '' : ','}"representations":[${representations}]`
    return { body: `${start}${text}}}`, key: digest + text }
  }
}

/** What one request has come to, by values. */
export type RunState = {
  readonly variables: Variables
  readonly context: ExecutionContext
  readonly upstreams: Upstreams
  /** What subgraphs answered so far, under the names that keys have inside. */
  readonly data: Tree
  /** Subgraphs' errors; their paths have the names that keys have inside. */
  readonly errors: GraphQLFormattedError[]
  readonly failures: Failure[]
}

/** One request on its way through a plan. */
export type Run = RunState & {
  /** It ends with an error of our own. */
  readonly reject: (error: unknown) => void
}

export type RunStep = Task<Run>
