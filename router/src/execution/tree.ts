/** What subgraphs answered, merged, and how generated code reads it. */

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
