import type { Variables } from '../executor.ts'
import { ExactNumber } from '../json.ts'
import { limitExceeded } from './request-error.ts'

/** How much a request may give as values, before they are looked at against the schema. */
export type VariableLimits = {
  /** Variables that have a value. */
  readonly variables: number
  /** Bytes of all values, roughly as their JSON text. */
  readonly variableBytes: number
  /** Lists and objects within each other. */
  readonly variableDepth: number
  /** Elements of one list, also of one that stands in the document. */
  readonly listItems: number
}

/** Throws LIMIT_EXCEEDED with `extensions.limit`. Not recursive: values may be nested as deeply as a body has bytes. */
export function checkVariables(variables: Variables, limits: VariableLimits): void {
  const names = Object.keys(variables)
  if (names.length === 0) return
  if (names.length > limits.variables)
    throw limitExceeded('variables', `The request has ${names.length} variables; the limit is ${limits.variables}.`)
  let bytes = 0
  let level: object[] = [variables]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.variableDepth)
      throw limitExceeded('variableDepth', `The variables are nested over the limit of ${limits.variableDepth}.`)
    const next: object[] = []
    for (const parent of level) {
      if (Array.isArray(parent) && parent.length > limits.listItems) throw tooLong(limits.listItems)
      for (const [key, value] of Object.entries(parent)) {
        bytes += (Array.isArray(parent) ? 1 : key.length + 4) + bytesOf(value)
        if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber)) next.push(value)
      }
    }
    if (bytes > limits.variableBytes)
      throw limitExceeded('variableBytes', `The variables are over the limit of ${limits.variableBytes} bytes.`)
    level = next
  }
}

/** What a list that is too long is refused with, wherever it stands. */
export function tooLong(most: number) {
  return limitExceeded('listItems', `A list of the arguments is over the limit of ${most} elements.`)
}

function bytesOf(value: unknown): number {
  if (value instanceof ExactNumber) return value.text.length
  if (typeof value === 'string') return Buffer.byteLength(value) + 2
  return typeof value === 'object' && value !== null ? 2 : 8
}
