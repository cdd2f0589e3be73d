/** Puts what one fetch brought into the tree that others filled before, or fill at the same time. */

import { isTree, own, put, type Tree } from './tree.ts'

/**
 * Null never replaces a value: two subgraphs that share a field may disagree only because one of them failed. An interface's name
 * never replaces the `__typename` of a concrete type.
 * @param interfaces names of the supergraph's interfaces
 */
export function merge(target: Tree, source: Tree, interfaces: ReadonlySet<unknown>): void {
  for (const key in source) {
    const value = source[key]
    const earlier = own(target, key)
    if (earlier === undefined || earlier === null || typeof earlier === 'symbol') put(target, key, value)
    else if (value === null || value === undefined || value === earlier) continue
    else if (typeof value === 'object') mergeValue(target, key, earlier, value, interfaces)
    else if (key !== '__typename' || !interfaces.has(value)) put(target, key, value)
  }
}

function mergeValue(
  target: Tree,
  key: string,
  earlier: unknown,
  value: object,
  interfaces: ReadonlySet<unknown>,
): void {
  if (isTree(earlier) && isTree(value)) merge(earlier, value, interfaces)
  else if (Array.isArray(earlier) && Array.isArray(value) && earlier.length === value.length)
    mergeLists(earlier, value, interfaces)
  else put(target, key, value)
}

function mergeLists(target: unknown[], source: readonly unknown[], interfaces: ReadonlySet<unknown>): void {
  source.forEach((value, index) => {
    const earlier = target[index]
    if (isTree(earlier) && isTree(value)) merge(earlier, value, interfaces)
    else if (Array.isArray(earlier) && Array.isArray(value) && earlier.length === value.length)
      mergeLists(earlier, value, interfaces)
    else if (value !== null && value !== undefined) target[index] = value
  })
}
