/**
 * The planner sometimes runs a fetch beside the one that brings what it requires, or before it. Branches of a parallel step that
 * need each other's answers are put one after the other; where that is not enough, all fetches are ordered anew.
 */

import { Kind, type DocumentNode, type SelectionNode } from 'graphql'
import type { FetchStep, Requirement, PlanStep } from '../plan-form.ts'

/** Keys by their path from the root, without list elements. */
type PathKeys = Set<string>

/** What a fetch sends. */
export type DocumentOf = (step: FetchStep) => DocumentNode

/** @param earlier what was fetched before the first step */
export function inOrder(step: PlanStep, documentOf: DocumentOf, earlier?: FetchStep): PlanStep {
  const known: Provisions = { documentOf, ofFetch: new Map() }
  const before: PathKeys = new Set(earlier && provisions(earlier, known).provides)
  const result = ordered(step, new Set(before), known)
  const late = [...unmet(result, new Set(before), known)].some((key) => bringsAny(result, key, known))
  const fetches = late ? fetchesOf(result) : []
  return fetches.some(({ operationKind }) => operationKind === 'query') && !fetches.some(isMutation)
    ? rescheduled(result, before, known)
    : result
}

function fetchesOf(step: PlanStep): FetchStep[] {
  return step.kind === 'fetch' ? [step] : step.steps.flatMap(fetchesOf)
}

function isMutation({ operationKind }: FetchStep): boolean {
  return operationKind === 'mutation'
}

/**
 * Where a fetch comes before the one that brings what it requires, it is run when that is there. The others keep their order: of what they
 * wait for, not all has a key of its own (the type of an object whose interface is known).
 */
function rescheduled(step: PlanStep, available: PathKeys, known: Provisions): PlanStep {
  const layers: PlanStep[] = []
  const predecessors = predecessorsIn(step)
  let left: readonly FetchStep[] = [...predecessors.keys()]
  while (left.length > 0) {
    const waits = (fetch: FetchStep): boolean =>
      [...provisions(fetch, known).needs].some(
        (key) => !available.has(key) && left.some((other) => other !== fetch && bringsAny(other, key, known)),
      )
    const waiting = new Set(left.filter(waits))
    const comesLater = (fetch: FetchStep): boolean =>
      left.some((other) => !waiting.has(other) && predecessors.get(fetch)?.has(other))
    const ready = left.filter((fetch) => !waiting.has(fetch) && !comesLater(fetch))
    const layer = ready.length > 0 ? ready : left
    for (const fetch of layer) addAll(available, provisions(fetch, known).provides)
    layers.push(asOne('parallel', layer))
    left = left.filter((fetch) => !layer.includes(fetch))
  }
  return asOne('sequence', layers)
}

/** Each fetch with those that end before it begins. */
function predecessorsIn(step: PlanStep): ReadonlyMap<FetchStep, ReadonlySet<FetchStep>> {
  const found = new Map<FetchStep, ReadonlySet<FetchStep>>()
  const walk = (each: PlanStep, before: ReadonlySet<FetchStep>): void => {
    if (each.kind === 'fetch') return void found.set(each, before)
    let earlier = before
    for (const inner of each.steps) {
      walk(inner, earlier)
      if (each.kind === 'sequence') earlier = new Set([...earlier, ...fetchesOf(inner)])
    }
  }
  walk(step, new Set())
  return found
}

type Provision = { readonly provides: PathKeys; readonly needs: PathKeys }
type Provisions = { readonly documentOf: DocumentOf; readonly ofFetch: Map<FetchStep, Provision> }

/** @param available what earlier steps brought; what the step brings is added */
function ordered(step: PlanStep, available: PathKeys, known: Provisions): PlanStep {
  if (step.kind === 'fetch') {
    addAll(available, provisions(step, known).provides)
    return step
  }
  if (step.kind === 'sequence')
    return { kind: 'sequence', steps: step.steps.map((inner) => ordered(inner, available, known)) }
  const layers: PlanStep[] = []
  let left = step.steps
  while (left.length > 0) {
    const ready = left.filter((branch) => !needsAny(branch, left, available, known))
    const layer = ready.length > 0 ? ready : left
    const before = new Set(available)
    layers.push(
      asOne(
        'parallel',
        layer.map((branch) => reordered(branch, before, available, known)),
      ),
    )
    left = left.filter((branch) => !layer.includes(branch))
  }
  return asOne('sequence', layers)
}

function reordered(branch: PlanStep, before: PathKeys, available: PathKeys, known: Provisions): PlanStep {
  const own = new Set(before)
  const result = ordered(branch, own, known)
  addAll(available, own)
  return result
}

function asOne(kind: 'sequence' | 'parallel', steps: readonly PlanStep[]): PlanStep {
  const [only, another] = steps
  return only && !another ? only : { kind, steps }
}

/** Whether a branch needs something that is not there yet and another branch brings. */
function needsAny(branch: PlanStep, branches: readonly PlanStep[], available: PathKeys, known: Provisions): boolean {
  const missing = unmet(branch, new Set(available), known)
  if (missing.size === 0) return false
  return branches.some((other) => other !== branch && [...missing].some((key) => bringsAny(other, key, known)))
}

/** What a step needs that neither it nor an earlier one brings in time. @param available is added to */
function unmet(step: PlanStep, available: PathKeys, known: Provisions): PathKeys {
  if (step.kind === 'fetch') {
    const { needs, provides } = provisions(step, known)
    const missing = new Set([...needs].filter((key) => !available.has(key)))
    addAll(available, provides)
    return missing
  }
  const missing: PathKeys = new Set()
  if (step.kind === 'sequence') {
    for (const inner of step.steps) addAll(missing, unmet(inner, available, known))
    return missing
  }
  const all = new Set(available)
  for (const inner of step.steps) {
    const own = new Set(available)
    addAll(missing, unmet(inner, own, known))
    addAll(all, own)
  }
  addAll(available, all)
  return missing
}

function bringsAny(step: PlanStep, key: string, known: Provisions): boolean {
  if (step.kind === 'fetch') return provisions(step, known).provides.has(key)
  return step.steps.some((inner) => bringsAny(inner, key, known))
}

function provisions(step: FetchStep, { documentOf, ofFetch }: Provisions): Provision {
  const earlier = ofFetch.get(step)
  if (earlier) return earlier
  const at = step.path.filter((part) => part !== '@').map((part) => `/${part}`)
  const provides = provided(step, documentOf(step), at.join(''))
  /** Fields of the root that stand below another field need what leads there. */
  const way = new Set(at.length > 0 ? [at.join('')] : [])
  const needs = step.requires ? needed(step.requires, at.join('')) : way
  const found = { provides, needs }
  ofFetch.set(step, found)
  return found
}

function provided(step: FetchStep, { definitions }: DocumentNode, at: string): PathKeys {
  const keys: PathKeys = new Set()
  const walk = (selection: SelectionNode, path: string): void => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return
    const isPlain = selection.kind === Kind.FIELD && selection.name.value !== '_entities'
    const names = isPlain ? namesOf(step, selection.alias?.value ?? selection.name.value) : ['']
    for (const name of names) {
      const here = name === '' ? path : `${path}/${name}`
      if (name !== '') keys.add(here)
      selection.selectionSet?.selections.forEach((inner) => walk(inner, here))
    }
  }
  for (const definition of definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION)
      definition.selectionSet.selections.forEach((each) => walk(each, at))
  }
  return keys
}

/** The key itself, and what it is renamed to. */
function namesOf(step: FetchStep, key: string): string[] {
  return [key, ...(step.renames ?? []).filter(({ from }) => from === key).map(({ to }) => to)]
}

function needed(requires: readonly Requirement[], at: string): PathKeys {
  const keys: PathKeys = new Set()
  for (const requirement of requires) {
    if (requirement.kind === 'on') addAll(keys, needed(requirement.selections, at))
    else {
      const here = `${at}/${requirement.read}`
      keys.add(here)
      addAll(keys, needed(requirement.selections ?? [], here))
    }
  }
  return keys
}

function addAll(to: PathKeys, from: ReadonlySet<string>): void {
  for (const key of from) to.add(key)
}
