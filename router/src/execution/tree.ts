/** What subgraphs answered, merged: plain JSON whose keys are data, so no key is read that an object only inherits. */

export type Tree = { [key: string]: unknown }

/** Stands where a subgraph's object is null because of an error that is reported already. */
export const REPORTED = Symbol('null, and the reason is reported')

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of a key that the object has itself. */
export function own(tree: Tree, key: string): unknown {
  return Object.hasOwn(tree, key) ? tree[key] : undefined
}

/** Sets a key as data, whatever it is called. */
export function put(tree: Tree, key: string, value: unknown): void {
  if (key !== '__proto__') tree[key] = value
  else Object.defineProperty(tree, key, { value, enumerable: true, configurable: true, writable: true })
}

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
