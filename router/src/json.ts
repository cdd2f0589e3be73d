/**
 * JSON as others write it: keys are data, so none is read that an object only inherits, and numbers keep their digits. A router
 * passes on what is not its own: where a double would be written otherwise than the number was (beyond 2^53, 1e400, 1.0), its text
 * stands in its place.
 */

declare global {
  interface JSON {
    /** What JSON.stringify writes as this text. */
    rawJSON(text: string): object
    parse(
      text: string,
      reviver: (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown
  }
}

/** A number that a double would not give back as it was written. */
export class ExactNumber {
  readonly text: string

  /** @param text a number of JSON */
  constructor(text: string) {
    this.text = text
  }

  /** The nearest double; infinite where there is none. */
  toNumber(): number {
    return Number(this.text)
  }

  toString(): string {
    return this.text
  }

  toJSON(): object {
    return JSON.rawJSON(this.text)
  }
}

/** Lists and objects within each other. What is nested deeper is not read: whatever walks through values calls itself for each level. */
export const MAX_JSON_DEPTH = 1_000

/** Thrown by `parseJson` for what is nested over `MAX_JSON_DEPTH` levels. */
export class TooDeeplyNested extends RangeError {
  override readonly name = 'TooDeeplyNested'

  constructor() {
    super(`nested over ${MAX_JSON_DEPTH} levels deep`)
  }
}

/** The value of JSON text. @throws SyntaxError, TooDeeplyNested */
export function parseJson(text: string): unknown {
  if (isTooDeeplyNested(text)) throw new TooDeeplyNested()
  return mayLoseDigits(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)
}

/** For who parses by himself. What is no JSON may be either. */
export function isTooDeeplyNested(text: string): boolean {
  const { length } = text
  if (length <= 2 * MAX_JSON_DEPTH) return false
  let depth = 0
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if ((code | BRACE_BIT) === OPENING_BRACE && ++depth > MAX_JSON_DEPTH) return true
    else if ((code | BRACE_BIT) === CLOSING_BRACE) depth--
  }
  return false
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d
/** By which a brace differs from its bracket. */
const BRACE_BIT = 0x20

/** @param at where it begins */
function endOfString(text: string, at: number): number {
  let end = at + 1
  for (let code = text.charCodeAt(end); end < text.length && code !== QUOTE; code = text.charCodeAt(end))
    end += code === BACKSLASH ? 2 : 1
  return end
}

/** For who parses by himself, and has every value looked at. */
export function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? exactNumber(context.source) : value
}

/** A number by its text: a double where that is written the same. */
export function exactNumber(text: string): number | ExactNumber {
  const value = Number(text)
  return String(value) === text ? value : new ExactNumber(text)
}

/**
 * Whether there may be a number (what stands behind a colon, a comma, a bracket or white space) with sixteen digits or more, an exponent, a
 * zero at the end of its fraction, or minus zero. The same in a string does no harm.
 */
export function mayLoseDigits(text: string): boolean {
  return MAY_LOSE_DIGITS.test(text)
}

/** What stands before the number is looked for behind it: there are fewer digits than places where one could be. */
const MAY_LOSE_DIGITS = /(?<=^|[:,[\s])(?:-?\d(?:[\d.]{15}|\d*\.\d*0(?!\d)|[\d.]*[eE])|-0(?![.\d]))/

/** An object of JSON. */
export type Tree = { [key: string]: unknown }

/** Whether it is a JSON object: no list, no number that is kept as text. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
}

/** The value of a key that the object has itself. */
export function own(tree: Readonly<Tree>, key: string): unknown {
  return Object.hasOwn(tree, key) ? tree[key] : undefined
}

/** Sets a key as data, whatever it is called. */
export function put(tree: Tree, key: string, value: unknown): void {
  if (key !== '__proto__') tree[key] = value
  else Object.defineProperty(tree, key, { value, enumerable: true, configurable: true, writable: true })
}

/** A copy, down to the values. */
export function copyJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyJson)
  return isTree(value) ? copyTree(value) : value
}

/** A deep copy of a JSON object. */
export function copyTree(tree: Readonly<Tree>): Tree {
  const copy: Tree = {}
  for (const [key, each] of Object.entries(tree)) put(copy, key, copyJson(each))
  return copy
}
