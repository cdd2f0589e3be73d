/** Paths of errors: subgraphs know keys of the tree, clients know their own. */

import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql'
import type { Collecting } from './collect.ts'

type ClientPath = readonly (string | number)[]
type Sets = readonly SelectionSetNode[]

/**
 * The same place under the client's keys. Where it leaves what the client requested (a key or a required field that the
 * plan added), the path ends at the object that it belongs to.
 */
export function clientPath(collecting: Collecting, root: Sets, path: ClientPath): ClientPath {
  const result: (string | number)[] = []
  let sets = root
  for (const step of path) {
    if (typeof step === 'number') {
      result.push(step)
      continue
    }
    const found = fieldOf(collecting, sets, step)
    if (!found) break
    result.push(found.key)
    sets = found.sets
  }
  return result
}

function fieldOf(collecting: Collecting, sets: Sets, inside: string): { key: string; sets: Sets } | undefined {
  const inner: SelectionSetNode[] = []
  let key: string | undefined
  const walk = (selection: SelectionNode): void => {
    if (selection.kind === Kind.INLINE_FRAGMENT) selection.selectionSet.selections.forEach(walk)
    else if (selection.kind === Kind.FRAGMENT_SPREAD) {
      collecting.fragments.get(selection.name.value)?.selectionSet.selections.forEach(walk)
    } else {
      const name = selection.name.value
      const response = selection.alias?.value ?? name
      if ((response === name ? name : (collecting.inside.get(response) ?? response)) !== inside) return
      key = response
      if (selection.selectionSet) inner.push(selection.selectionSet)
    }
  }
  for (const set of sets) set.selections.forEach(walk)
  return key === undefined ? undefined : { key, sets: inner }
}
