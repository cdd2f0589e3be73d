/** Other values of the same shape; where it is wild, also such as no schema would allow. */

import type { Random } from '../random.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const STRINGS = [
  '',
  'plain',
  'with "quotes"',
  '\\',
  'line\nbreak',
  '한국어',
  '🦜',
  '\u0007',
  '\u2028',
  '\ud800',
  '</script>',
  'é',
]
const INTS = [0, 1, -1, 7, -900, 2147483647, -2147483648]
const FLOATS = [0.5, -1.25, 123456.789, 1e21, 1e-7, 3]
const WILD: readonly Json[] = [
  null, '', 'text', 'é', 0, -0, 1.5, 1e21, 2147483648, -2147483649, true, false, [], {}, ['a'], [null], { id: '1' }, [[]],
] // prettier-ignore

/** Keys that identify an object are left unchanged, unless it is wild. */
const IDENTITY = new Set(['__typename', 'id', 'sku', 'code'])

export function varied(random: Random, value: unknown, isWild: boolean): Json {
  return vary(random, value, isWild, '')
}

function vary(random: Random, value: unknown, isWild: boolean, key: string): Json {
  if (isWild && key !== '' && random.chance(0.02)) return random.pick(WILD)
  if (Array.isArray(value)) return varyList(random, value, isWild)
  if (typeof value === 'object' && value !== null) return varyObject(random, value, isWild)
  if (IDENTITY.has(key) || value === null) return asJson(value)
  // Enum values are strings too, of which none may be made up.
  if (typeof value === 'string' && !/^[A-Z_0-9]+$/.test(value) && random.chance(0.3)) return random.pick(STRINGS)
  if (typeof value === 'number' && random.chance(0.3)) return random.pick(Number.isInteger(value) ? INTS : FLOATS)
  if (typeof value === 'boolean') return random.chance(0.5)
  return asJson(value)
}

function varyList(random: Random, list: readonly unknown[], isWild: boolean): Json {
  const items = isWild && random.chance(0.03) ? [...list, ...list.slice(0, 1)] : list
  const kept = isWild && random.chance(0.03) ? items.slice(1) : items
  return kept.map((item) => vary(random, item, isWild, ''))
}

function varyObject(random: Random, object: object, isWild: boolean): Json {
  const entries = Object.entries(object).map(([key, value]): [string, Json] => [key, vary(random, value, isWild, key)])
  if (!isWild) return fromEntries(entries)
  if (random.chance(0.02)) entries.reverse()
  if (random.chance(0.02)) entries.pop()
  if (random.chance(0.02)) entries.push([random.pick(['extra', '__proto__', 'errors']), random.pick(WILD)])
  return fromEntries(entries)
}

function fromEntries(entries: readonly (readonly [string, Json])[]): Json {
  return Object.fromEntries(entries)
}

function asJson(value: unknown): Json {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
