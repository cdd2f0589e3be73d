/**
 * The data of a random universe: every value is a function of the object, the field and its arguments, so that subgraphs
 * and the oracle agree without communication.
 */

import { GraphQLError } from 'graphql'
import { ExactNumber } from '../src/json.ts'
import { LINKED } from './generate-entities.ts'
import { hash } from './random.ts'
import { fieldOf, objectOf, runtimeTypes, type FieldSpec, type TypeRef, type Universe } from './universe.ts'

/** An object of the data. `as` is the type under which it was fetched from a subgraph, where that is an interface object. */
export type Identity = { readonly typename: string; readonly number: number; readonly as?: string }

/** Different objects of one entity type: few, so that they meet. */
const POPULATION = 5

const STRINGS = [
  '',
  'plain',
  'with "quotes"',
  'back\\slash',
  'line\nbreak',
  '한국어',
  '🦜',
  '\u0007',
  '\u2028',
  '</script>',
]
const FLOATS = [0, 0.5, -1.25, 1e21, 123456.789, 3]
/** Numbers that no double holds stand as their text. */
const ANY = [
  ...['text', 12, 0.1, true, ['a', 1, null], { k: { l: [1] }, __proto: 'x' }, '2026-01-01', -0],
  ...[new ExactNumber('9007199254740993'), { big: [new ExactNumber('-1.0'), new ExactNumber('1e400')] }],
]

export class FuzzData {
  readonly #universe: Universe

  constructor(universe: Universe) {
    this.#universe = universe
  }

  /**
   * What a resolver of the field gives: a leaf's value, identities, lists, null; an Error in a list for an element that fails.
   * @throws GraphQLError where the field fails
   */
  value(of: Identity, name: string, args: Readonly<Record<string, unknown>>): unknown {
    const field = fieldOf(this.#universe, of.typename, name)
    if (!field) throw new Error(`no field ${of.typename}.${name}`)
    if (field.isKey) return keyValue(of, name)
    const at = [this.#universe.seed, of.typename, of.number, name, canonical(withoutOwn(this.#universe, args))] as const
    if (field.mayFail && hash(...at, 'fails') % 12 === 0)
      throw new GraphQLError(`${of.typename}.${name} failed`, { extensions: { code: 'FAILED' } })
    return this.#build(field, field.type, at)
  }

  #build(field: FieldSpec, type: TypeRef, at: readonly (string | number)[]): unknown {
    if (!type.nonNull && hash(...at, 'null') % 8 === 0) return null
    if (type.kind === 'named') return this.#named(field, type.name, at)
    const items = []
    for (let index = 0; index < hash(...at, 'length') % 4; index++) {
      const fails = field.mayFail && hash(...at, index, 'fails') % 20 === 0
      items.push(
        fails
          ? new GraphQLError(`element ${index} failed`, { extensions: { code: 'FAILED' } })
          : this.#build(field, type.of, [...at, index]),
      )
    }
    return items
  }

  #named(field: FieldSpec, name: string, at: readonly (string | number)[]): unknown {
    const number = hash(...at, 'value')
    switch (name) {
      case 'Int':
        return (number % 2000) - 1000
      case 'Float':
        return FLOATS[number % FLOATS.length]
      case 'String':
        return STRINGS[number % STRINGS.length]
      case 'ID':
        return `id ${number % 100}`
      case 'Boolean':
        return number % 2 === 0
      case 'Any':
        return ANY[number % ANY.length]
    }
    const values = this.#universe.enums.find((each) => each.name === name)?.values
    if (values) {
      const possible = values.filter((value) =>
        field.placements.every(({ subgraph }) => value.subgraphs.includes(subgraph)),
      )
      return possible[number % possible.length]?.name
    }
    const types = runtimeTypes(this.#universe, name, field.placements)
    const typename = types[number % types.length]
    if (typename === undefined) return null
    if (typename === 'Query') return { typename, number: 0 }
    const isEntity = objectOf(this.#universe, typename)?.kind === 'entity'
    return { typename, number: isEntity ? number % POPULATION : number % 1000 }
  }
}

/** Key fields identify it: `T0:3`, `sku-T0-3`, 3007; the zone is one of few. */
export function keyValue({ typename, number }: Identity, field: string): unknown {
  if (field === 'id') return `${typename}:${number}`
  if (field === 'sku') return `sku-${typename}-${number}`
  if (field === 'code') return number * 1000 + Number(typename.slice(1))
  if (field === 'link') return { typename: LINKED, number: (number + Number(typename.slice(1))) % POPULATION }
  return ['RED', 'GREEN', 'BLUE'][number % 3]
}

/** The object that a representation stands for, by whichever key it has. @throws where it is not consistent */
export function identify(representation: Readonly<Record<string, unknown>>): Identity {
  const { id, sku, code, __typename: as } = representation
  let found: Identity | undefined
  if (typeof id === 'string') found = { typename: id.split(':')[0] ?? '', number: Number(id.split(':')[1]) }
  else if (typeof sku === 'string') found = { typename: sku.split('-')[1] ?? '', number: Number(sku.split('-')[2]) }
  else if (typeof code === 'number') found = { typename: `T${code % 1000}`, number: Math.floor(code / 1000) }
  if (!found || typeof as !== 'string') throw new Error(`not a representation: ${JSON.stringify(representation)}`)
  for (const key of ['id', 'sku', 'code', 'zone']) {
    const value = representation[key]
    if (value !== undefined && value !== keyValue(found, key))
      throw new Error(`a wrong key: ${JSON.stringify(representation)}`)
  }
  const link = representation['link']
  const linked = keyValue(found, 'link')
  if (isObject(link) && isIdentity(linked) && link['id'] !== keyValue(linked, 'id'))
    throw new Error(`a wrong link: ${JSON.stringify(representation)}`)
  return found.typename === as ? found : { ...found, as }
}

function canonical(args: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(sorted(args))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]))
}

/** Fields of inputs that not every subgraph has are no arguments of the supergraph's: a subgraph's default for one changes nothing. */
function withoutOwn(universe: Universe, args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { i: input, ...others } = args
  if (typeof input !== 'object' || input === null) return args
  const common =
    universe.inputs[0]?.fields.filter(({ subgraphs }) => subgraphs.length === universe.subgraphs.length) ?? []
  return {
    ...others,
    i: Object.fromEntries(Object.entries(input).filter(([name]) => common.some((field) => field.name === name))),
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

export function isIdentity(value: unknown): value is Identity {
  return isObject(value) && typeof value['typename'] === 'string' && typeof value['number'] === 'number'
}
