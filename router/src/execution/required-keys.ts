/** Which keys of the tree the fetches of a plan send to subgraphs. */

import type { PlanStep, Requirement } from '../planning/plan-form.ts'

export function requiredKeys(step: PlanStep | undefined): ReadonlySet<string> {
  const keys = new Set<string>()
  const note = (requirement: Requirement): void => {
    if (requirement.kind === 'field') keys.add(requirement.read)
    requirement.selections?.forEach(note)
  }
  const walk = (each: PlanStep): void => {
    if (each.kind === 'fetch') each.requires?.forEach(note)
    else each.steps.forEach(walk)
  }
  if (step) walk(step)
  return keys
}
