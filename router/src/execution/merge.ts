/** Puts what one fetch brought into the tree that others filled before, or fill at the same time. */

import { isTree, own, put, type Tree } from '../json.ts'

/**
 * Null never replaces a value: two subgraphs that share a field may disagree only because one of them failed. An interface's name
 * never replaces the `__typename` of a concrete type.
 * @param interfaces names of the supergraph's interfaces
 * @returns false where a list is of another length than the one there is, which stays as it is
 */
export function merge(target: Tree, source: Tree, interfaces: ReadonlySet<unknown>): boolean {
  let fits = true
  for (const key in source) {
    const value = source[key]
    const earlier = own(target, key)
    if (earlier === undefined || earlier === null || typeof earlier === 'symbol') put(target, key, value)
    else if (value === null || value === undefined || value === earlier) continue
    else if (isComposite(value) && isComposite(earlier)) fits = mergeComposite(earlier, value, interfaces) && fits
    else if (key !== '__typename' || !interfaces.has(value)) put(target, key, value)
  }
  return fits
}

/** Keys on the way to lists of another length, `@` for each element of a list. */
export function misfits(target: unknown, source: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (Array.isArray(target) && Array.isArray(source)) {
    if (target.length !== source.length) return isOfTrees(target) || isOfTrees(source) ? [path] : []
    return source.flatMap((item, index) => misfits(target[index], item, [...path, '@']))
  }
  if (!isTree(target) || !isTree(source)) return []
  return Object.keys(source).flatMap((key) => misfits(own(target, key), source[key], [...path, key]))
}

type CompositeValue = Tree | unknown[]

function isComposite(value: unknown): value is CompositeValue {
  return Array.isArray(value) || isTree(value)
}

/** Of two kinds, or lists of leaves, the later one would stand: what subgraphs share should be alike. */
function mergeComposite(earlier: CompositeValue, value: CompositeValue, interfaces: ReadonlySet<unknown>): boolean {
  if (Array.isArray(earlier)) return Array.isArray(value) && mergeLists(earlier, value, interfaces)
  return !Array.isArray(value) && merge(earlier, value, interfaces)
}

function mergeLists(target: unknown[], source: readonly unknown[], interfaces: ReadonlySet<unknown>): boolean {
  if (target.length !== source.length) return !isOfTrees(target) && !isOfTrees(source)
  let fits = true
  source.forEach((value, index) => {
    const earlier = target[index]
    if (isComposite(earlier) && isComposite(value)) fits = mergeComposite(earlier, value, interfaces) && fits
    else if (value !== null && value !== undefined) target[index] = value
  })
  return fits
}

function isOfTrees(list: readonly unknown[]): boolean {
  return list.some((item) => (Array.isArray(item) ? isOfTrees(item) : isTree(item)))
}
