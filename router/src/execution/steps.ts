/** Makes a plan's steps ready to run. */

import type { FetchStep, PlanStep } from '../planning/plan-form.ts'

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
