/** What subgraphs answered, merged into one tree: its places, keys and failures, and how generated code reads it. */

import type { GraphQLFormattedError } from 'graphql'
import { isTree, own, put, type Tree } from '../json.ts'
import type { FetchStep } from '../planning/plan-form.ts'
import type { TypeConditions } from './type-conditions.ts'

/** Stands where a subgraph's object is null because of an error that is reported already. */
export const REPORTED = Symbol('null, and the reason is reported')

/** Source text that reads a key of the object in variable `object`. */
export function readSource(object: string, key: string): string {
  if (key in Object.prototype)
    return `(Object.hasOwn(${object},${JSON.stringify(key)})?${object}[${JSON.stringify(key)}]:undefined)`
  return `${object}.${key}`
}

/** Source text of a key in an object literal. */
export function keySource(key: string): string {
  return key === '__proto__' ? '["__proto__"]' : key
}

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
export function pathsOf(tree: Tree, path: readonly string[]): Map<Tree, Path[]> {
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

/**
 * Puts what one fetch brought into the tree that others filled before, or fill at the same time.
 * Null never replaces a value: two subgraphs that share a field may disagree only because one of them failed. An interface's name
 * never replaces the `__typename` of a concrete type.
 * @param interfaces names of the supergraph's interfaces
 * @returns false where a list differs in length from the existing one, which is left unchanged
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

const CONDITION = '... on '

/**
 * The planner gives fields that cannot stand beside each other aliases of its own; here they get their names back.
 * @param data a fetch's data, or its entities; changed in place
 */
export function renameKeys(
  data: Tree | unknown[],
  renames: NonNullable<FetchStep['renames']>,
  applies: TypeConditions,
): void {
  for (const { path, from, to } of renames) {
    eachAt(data, path, applies, (object) => {
      const value = own(object, from)
      if (value === undefined) return
      put(object, to, value)
      delete object[from]
    })
  }
}

/** The path of an error of the same fetch, under the names that `renameKeys` gives. */
export function renamedPath(path: Path, renames: FetchStep['renames'] = []): Path {
  if (renames.length === 0) return path
  return path.map((step, index) => {
    const above = path.slice(0, index).filter((each) => typeof each === 'string')
    return renames.find((each) => each.from === step && isAt(above, each.path))?.to ?? step
  })
}

/** @param path keys and conditions */
function isAt(keys: readonly string[], path: readonly string[]): boolean {
  return path.filter((step) => !step.startsWith(CONDITION)).join() === keys.join()
}

function eachAt(value: unknown, path: readonly string[], applies: TypeConditions, act: (object: Tree) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) eachAt(item, path, applies, act)
    return
  }
  if (!isTree(value)) return
  const [step, ...rest] = path
  if (step === undefined) return act(value)
  if (!step.startsWith(CONDITION)) return eachAt(own(value, step), rest, applies, act)
  const typename = own(value, '__typename')
  if (typeof typename !== 'string' || applies(step.slice(CONDITION.length), typename)) eachAt(value, rest, applies, act)
}

export type Failure = {
  /** Where the fetch's objects stand: keys of the tree, `@` for each element of a list. */
  readonly path: readonly string[]
  /** Keys that the fetch would have filled. */
  readonly keys: ReadonlySet<string>
  readonly message: string
  readonly extensions: Readonly<Record<string, unknown>>
}

/**
 * The failure for which a key is missing: of the fetch that should have brought it, or else of the nearest one on the
 * way there, since what depends on a failed fetch was never requested.
 */
export function failureFor(failures: readonly Failure[], path: readonly string[], key: string): Failure | undefined {
  let nearest: Failure | undefined
  for (const failure of failures) {
    if (failure.path.length > path.length || failure.path.some((step, index) => step !== path[index])) continue
    if (failure.path.length === path.length && failure.keys.has(key)) return failure
    if (!nearest || failure.path.length > nearest.path.length) nearest = failure
  }
  return nearest
}

/** At most so many errors of one failed fetch: one for each path would make an outage's answer many times as long as a good one. */
export const MAX_REPORTED_PATHS = 20

/** The error that stands for the other paths. */
export function moreOf(
  { message, extensions }: Pick<Failure, 'message' | 'extensions'>,
  places: number,
): GraphQLFormattedError {
  const more = places === 1 ? 'the same at one more place' : `the same at ${places} more places`
  return { message: `${message} (${more})`, extensions: { ...extensions, places } }
}

/** The error that a client receives for a failed fetch, at this path of its answer. */
export function errorOf(failure: Failure, path: readonly (string | number)[]): GraphQLFormattedError {
  return { message: failure.message, path: [...path], extensions: { ...failure.extensions } }
}
