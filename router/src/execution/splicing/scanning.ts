/**
 * Reads JSON as bytes without building values: each function takes where a value begins and gives where it ends. They are stricter
 * than JSON (RFC 8259): white space, exponents and minus zero, which answers of subgraphs seldom have and JSON.stringify would
 * write differently, throw DEOPTIMIZATION, as does all that is no JSON. Whether the bytes are UTF-8 is checked elsewhere.
 */

import { DEOPTIMIZATION } from '../projection/compiled.ts'

export type Bytes = Uint8Array

const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const BACKSLASH = 0x5c
const LIST = 0x5b
const LIST_END = 0x5d
const OBJECT = 0x7b
const OBJECT_END = 0x7d
const FALSE = 0x66
const NULL = 0x6e
const TRUE = 0x74
const UNICODE = 0x75

/** Characters that may stand behind a backslash, besides `u`. */
const ESCAPED: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'))
const MAX_NUMBER_LENGTH = 300
const MAX_DEPTH = 64
const MAX_INT = 2 ** 31 - 1

/** Whether the bytes at this index are `literal`. */
export function startsWith(bytes: Bytes, at: number, literal: Bytes): boolean {
  const { length } = literal
  for (let index = 0; index < length; index++) if (bytes[at + index] !== literal[index]) return false
  return true
}

/** Exactly these bytes. */
export function eat(bytes: Bytes, at: number, literal: Bytes): number {
  if (!startsWith(bytes, at, literal)) throw DEOPTIMIZATION
  return at + literal.length
}

/** @returns the index after the string that begins here. @throws DEOPTIMIZATION where there is none */
export function string(bytes: Bytes, at: number): number {
  if (bytes[at] !== QUOTE) throw DEOPTIMIZATION
  let index = at + 1
  for (;;) {
    const byte = bytes[index]
    if (byte === QUOTE) return index + 1
    if (byte === undefined || byte < 0x20) throw DEOPTIMIZATION
    index = byte === BACKSLASH ? escape(bytes, index + 1) : index + 1
  }
}

function escape(bytes: Bytes, at: number): number {
  const byte = bytes[at]
  if (byte !== undefined && ESCAPED.has(byte)) return at + 1
  if (byte !== UNICODE) throw DEOPTIMIZATION
  for (let index = at + 1; index <= at + 4; index++) if (!isHexadecimal(bytes[index])) throw DEOPTIMIZATION
  return at + 5
}

function isHexadecimal(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= ZERO && byte <= NINE) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66))
}

/** An integer of 32 bits. */
export function int(bytes: Bytes, at: number): number {
  const isNegative = bytes[at] === MINUS
  let index = isNegative ? at + 1 : at
  let value = digit(bytes[index++])
  if (value < 0 || (value === 0 && isNegative)) throw DEOPTIMIZATION
  // After a leading zero no digit is expected, nor is it by what is read next.
  for (let next = value > 0 ? digit(bytes[index]) : -1; next >= 0; next = digit(bytes[++index])) {
    value = value * 10 + next
    if (value > MAX_INT) throw DEOPTIMIZATION
  }
  return index
}

/** @returns the index after the number. @throws DEOPTIMIZATION for one that JSON does not allow, and for −0 and very long ones */
export function number(bytes: Bytes, at: number): number {
  const isNegative = bytes[at] === MINUS
  const first = isNegative ? at + 1 : at
  let index = digits(bytes, first)
  if (bytes[first] === ZERO && index > first + 1) throw DEOPTIMIZATION
  if (bytes[index] === DOT) index = digits(bytes, index + 1)
  if (index - at > MAX_NUMBER_LENGTH || (isNegative && isZero(bytes, first, index))) throw DEOPTIMIZATION
  return index
}

/** At least one. */
function digits(bytes: Bytes, at: number): number {
  let index = at
  while (digit(bytes[index]) >= 0) index++
  if (index === at) throw DEOPTIMIZATION
  return index
}

function isZero(bytes: Bytes, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (digit(bytes[index]) > 0) return false
  return true
}

function digit(byte: number | undefined): number {
  return byte !== undefined && byte >= ZERO && byte <= NINE ? byte - ZERO : -1
}

/** @returns the index after it. @throws DEOPTIMIZATION where there is none */
export function boolean(bytes: Bytes, at: number): number {
  return eat(bytes, at, bytes[at] === TRUE ? TRUE_TEXT : FALSE_TEXT)
}

/** @returns the index after `null`. @throws DEOPTIMIZATION where it is something else */
export function nothing(bytes: Bytes, at: number): number {
  return eat(bytes, at, NULL_TEXT)
}

const TRUE_TEXT = Buffer.from('true')
const FALSE_TEXT = Buffer.from('false')
const NULL_TEXT = Buffer.from('null')

/** A string that is one of these, quotes included. */
export function oneOf(bytes: Bytes, at: number, literals: readonly Bytes[]): number {
  for (const literal of literals) if (startsWith(bytes, at, literal)) return at + literal.length
  throw DEOPTIMIZATION
}

/** Any value, read to its end. */
export function anything(bytes: Bytes, at: number, depth = 0): number {
  switch (bytes[at]) {
    case QUOTE:
      return string(bytes, at)
    case OBJECT:
      return members(bytes, at, depth)
    case LIST:
      return items(bytes, at, depth)
    case TRUE:
    case FALSE:
      return boolean(bytes, at)
    case NULL:
      return nothing(bytes, at)
    default:
      return number(bytes, at)
  }
}

function members(bytes: Bytes, at: number, depth: number): number {
  if (depth > MAX_DEPTH) throw DEOPTIMIZATION
  if (bytes[at + 1] === OBJECT_END) return at + 2
  let index = at
  do {
    index = string(bytes, index + 1)
    if (bytes[index] !== COLON) throw DEOPTIMIZATION
    index = anything(bytes, index + 1, depth + 1)
  } while (bytes[index] === COMMA)
  if (bytes[index] !== OBJECT_END) throw DEOPTIMIZATION
  return index + 1
}

function items(bytes: Bytes, at: number, depth: number): number {
  if (depth > MAX_DEPTH) throw DEOPTIMIZATION
  if (bytes[at + 1] === LIST_END) return at + 2
  let index = at
  do index = anything(bytes, index + 1, depth + 1)
  while (bytes[index] === COMMA)
  if (bytes[index] !== LIST_END) throw DEOPTIMIZATION
  return index + 1
}

/** Throws where more than white space is left. */
export function end(bytes: Bytes, at: number): void {
  for (let index = at; index < bytes.length; index++) {
    const byte = bytes[index]
    if (byte !== 0x0a && byte !== 0x20 && byte !== 0x0d && byte !== 0x09) throw DEOPTIMIZATION
  }
}

/** For representations: without the value the object is not fetched. @param text of a value that was read */
export function needsValue(text: string): string {
  if (text === 'null') throw DEOPTIMIZATION
  return text
}
