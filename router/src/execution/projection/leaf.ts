/**
 * Values of scalars and enums as the GraphQL specification wants them in an answer (section 3.5, result coercion).
 * Custom scalars pass as they are. Enum values that clients may not see are no values.
 */

import { isEnumType, type GraphQLLeafType } from 'graphql'
import { ExactNumber } from '../../json.ts'

export type LeafRule = {
  /** Source text of a condition that holds for values that need no conversion; `values` is a parameter of the generated code. */
  readonly accepts: (variable: string) => string
  /** The value for the answer, or undefined where it is wrong. Not called for null. */
  readonly coerce: (value: unknown) => unknown
  /** An enum's values. */
  readonly values?: ReadonlySet<unknown>
}

/** @param values name of the variable that holds an enum's values in the generated code */
export function leafRule(type: GraphQLLeafType, values: string): LeafRule {
  if (isEnumType(type)) {
    const names: ReadonlySet<unknown> = new Set(type.getValues().map(({ name }) => name))
    return {
      accepts: (variable) => `${values}.has(${variable})`,
      coerce: (value) => (names.has(value) ? value : undefined),
      values: names,
    }
  }
  return SCALARS.get(type.name) ?? CUSTOM
}

const CUSTOM: LeafRule = { accepts: () => 'true', coerce: (value) => value }

const SCALARS: ReadonlyMap<string, LeafRule> = new Map<string, LeafRule>([
  ['Int', { accepts: (variable) => `(${variable}|0)===${variable}`, coerce: int }],
  [
    'Float',
    {
      accepts: (variable) => `Number.isFinite(${variable})`,
      coerce: (value) => (Number.isFinite(asNumber(value)) ? value : undefined),
    },
  ],
  ['String', { accepts: typeSource('string'), coerce: (value) => (typeof value === 'string' ? value : undefined) }],
  ['Boolean', { accepts: typeSource('boolean'), coerce: (value) => (typeof value === 'boolean' ? value : undefined) }],
  ['ID', { accepts: typeSource('string'), coerce: id }],
])

function typeSource(type: string): (variable: string) => string {
  return (variable) => `typeof ${variable}==='${type}'`
}

function int(value: unknown): number | undefined {
  const number = asNumber(value)
  return typeof number === 'number' && Number.isInteger(number) && number >= -(2 ** 31) && number < 2 ** 31
    ? number
    : undefined
}

/** Subgraphs may send an ID as a number; a client always gets a string, with all of its digits. */
function id(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value instanceof ExactNumber) return /^-?\d+$/.test(value.text) ? value.text : undefined
  return Number.isSafeInteger(value) ? String(value) : undefined
}

function asNumber(value: unknown): unknown {
  return value instanceof ExactNumber ? value.toNumber() : value
}
