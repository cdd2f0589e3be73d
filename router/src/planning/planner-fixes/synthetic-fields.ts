/** Gives the synthetic fields that a plan was made with (required-arguments.ts) their real names and arguments back. */

import { Kind, visit, type DocumentNode, type SelectionNode, type SelectionSetNode } from 'graphql'
import type { QueryPlanSelectionNode } from '@apollo/query-planner'
import type { Requirement } from '../plan-form.ts'
import type { SyntheticField } from './required-arguments.ts'

type Synthetics = ReadonlyMap<string, SyntheticField>

/** `price__required_0` becomes `price__required_0: price(currency: "EUR")`. */
export function withRealFields(fetch: DocumentNode, synthetics: Synthetics): DocumentNode {
  if (synthetics.size === 0) return fetch
  return visit(fetch, {
    [Kind.FIELD]: (node) => {
      const real = synthetics.get(node.name.value)
      return (
        real && { ...node, alias: node.name, name: { kind: Kind.NAME, value: real.field }, arguments: real.arguments }
      )
    },
  })
}

/** Reads a synthetic field from the answer so far, and sends it under the real field's name. */
export function toRequirements(nodes: readonly QueryPlanSelectionNode[], synthetics: Synthetics): Requirement[] {
  return nodes.map((node): Requirement => {
    if (node.kind === 'InlineFragment') {
      return { kind: 'on', type: node.typeCondition ?? '', selections: toRequirements(node.selections, synthetics) }
    }
    const read = node.alias ?? node.name
    const send = synthetics.get(node.name)?.field ?? node.name
    if (!node.selections?.length) return { kind: 'field', read, send }
    return { kind: 'field', read, send, selections: toRequirements(node.selections, synthetics) }
  })
}

/** A fetch's selection on entities, and what it requires. */
export type EntityFetchSelection = {
  readonly document: DocumentNode
  readonly requires: readonly Requirement[]
}

/**
 * One fetch, or several where fields of one object require the same real field with different arguments.
 * @param requirementOf what a field of a type requires in this subgraph, with synthetic names
 */
export function splitConflicts(
  fetch: EntityFetchSelection,
  requirementOf: (type: string, field: string) => SelectionSetNode | undefined,
): readonly EntityFetchSelection[] {
  if (!isConflicting(fetch.requires)) return [fetch]
  const groups: Set<string>[] = []
  const groupOf = (type: string, node: SelectionNode): number => {
    const requirement = node.kind === Kind.FIELD ? requirementOf(type, node.name.value) : undefined
    const needed = requirement ? syntheticPaths(requirement) : new Set<string>()
    const fitting = groups.findIndex((group) => !isConflicting(only(fetch.requires, new Set([...group, ...needed]))))
    const index = fitting < 0 ? groups.push(new Set()) - 1 : fitting
    for (const path of needed) groups[index]?.add(path)
    return index
  }
  const assigned = new Map<SelectionNode, number>()
  forEachEntityField(fetch.document, (type, node) => void assigned.set(node, groupOf(type, node)))
  return groups.map((group, index) => ({
    document: keepEntityFields(fetch.document, (node) => assigned.get(node) === index),
    requires: only(fetch.requires, group),
  }))
}

/** Whether one object would be sent two values for one field. */
function isConflicting(requires: readonly Requirement[], sent = new Map<string, string>()): boolean {
  for (const requirement of requires) {
    if (requirement.kind === 'on') {
      if (isConflicting(requirement.selections, new Map(sent))) return true
      continue
    }
    const other = sent.get(requirement.send)
    if (other !== undefined && other !== requirement.read) return true
    sent.set(requirement.send, requirement.read)
    if (requirement.selections && isConflicting(requirement.selections)) return true
  }
  return false
}

/** Drops the synthetic fields whose path is not in `kept`. */
function only(requires: readonly Requirement[], kept: ReadonlySet<string>, path = ''): Requirement[] {
  return requires.flatMap((requirement): Requirement[] => {
    if (requirement.kind === 'on') return [{ ...requirement, selections: only(requirement.selections, kept, path) }]
    const here = `${path}/${requirement.read}`
    if (requirement.read !== requirement.send && !kept.has(here)) return []
    if (!requirement.selections) return [requirement]
    const selections = only(requirement.selections, kept, here)
    return selections.length === 0 ? [] : [{ ...requirement, selections }]
  })
}

function syntheticPaths(set: SelectionSetNode, path = ''): Set<string> {
  const paths = new Set<string>()
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue
    const here = selection.kind === Kind.FIELD ? `${path}/${selection.name.value}` : path
    if (selection.kind === Kind.FIELD) paths.add(here)
    if (selection.selectionSet) for (const inner of syntheticPaths(selection.selectionSet, here)) paths.add(inner)
  }
  return paths
}

function forEachEntityField(document: DocumentNode, each: (type: string, node: SelectionNode) => void): void {
  const walk = (type: string, set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.typeCondition?.name.value ?? type, selection.selectionSet)
      } else each(type, selection)
    }
  }
  for (const entities of entitiesFields(document)) if (entities.selectionSet) walk('', entities.selectionSet)
}

function keepEntityFields(document: DocumentNode, keep: (node: SelectionNode) => boolean): DocumentNode {
  const kept = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind !== Kind.INLINE_FRAGMENT) return keep(selection) ? [selection] : []
      const inner = kept(selection.selectionSet)
      return inner.selections.length === 0 ? [] : [{ ...selection, selectionSet: inner }]
    }),
  })
  const entities = new Set<SelectionNode>(entitiesFields(document))
  return visit(document, {
    [Kind.FIELD]: (node) =>
      entities.has(node) && node.selectionSet ? { ...node, selectionSet: kept(node.selectionSet) } : undefined,
  })
}

function entitiesFields(document: DocumentNode) {
  return document.definitions
    .flatMap((definition) => (definition.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : []))
    .filter((selection) => selection.kind === Kind.FIELD && selection.name.value === '_entities')
    .filter((selection) => selection.kind === Kind.FIELD)
}
