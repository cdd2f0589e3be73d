/** Makes a plan's steps ready to run. */

import type { Step } from '../planning/plan-form.ts'
import { compileFetch, type FetchSettings } from './fetch.ts'
import type { RunStep } from './run.ts'

export function compileStep(step: Step, settings: FetchSettings): RunStep {
  switch (step.kind) {
    case 'sequence':
      return sequence(step.steps.map((inner) => compileStep(inner, settings)))
    case 'parallel':
      return parallel(step.steps.map((inner) => compileStep(inner, settings)))
    case 'fetch':
      return compileFetch(step, settings)
  }
}

function sequence(steps: readonly RunStep[]): RunStep {
  return (run, done) => {
    let index = 0
    const next = (): void => {
      const step = steps[index++]
      if (step) step(run, next)
      else done()
    }
    next()
  }
}

function parallel(steps: readonly RunStep[]): RunStep {
  return (run, done) => {
    let left = steps.length
    const one = (): void => {
      if (--left === 0) done()
    }
    for (const step of steps) step(run, one)
  }
}
