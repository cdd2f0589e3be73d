/** Finds the objects that stand at a plan's path in the tree. */

import { isTree, own, type Tree } from '../json.ts'

export type Path = readonly (string | number)[]

/** All objects at the path, in the order of the lists on the way; nulls and what is missing are left out. */
export function objectsAt(tree: Tree, path: readonly string[]): Tree[] {
  const found: Tree[] = []
  gather(tree, path, 0, found)
  return found
}

function gather(value: unknown, path: readonly string[], depth: number, found: Tree[]): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    const next = path[depth] === '@' ? depth + 1 : depth
    for (const item of value) gather(item, path, next, found)
    return
  }
  if (!isTree(value)) return
  const key = path[depth]
  if (key === undefined) found.push(value)
  else gather(own(value, key), path, depth + 1, found)
}

/** Where each object at the path stands; one that stands at several places has several paths. */
export function placesOf(tree: Tree, path: readonly string[]): Map<Tree, Path[]> {
  const places = new Map<Tree, Path[]>()
  const walk = (value: unknown, depth: number, at: Path): void => {
    if (Array.isArray(value)) {
      const next = path[depth] === '@' ? depth + 1 : depth
      value.forEach((item, index) => walk(item, next, [...at, index]))
      return
    }
    if (!isTree(value)) return
    const key = path[depth]
    if (key !== undefined) return walk(own(value, key), depth + 1, [...at, key])
    const known = places.get(value)
    if (known) known.push(at)
    else places.set(value, [at])
  }
  walk(tree, 0, [])
  return places
}
