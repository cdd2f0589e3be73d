/** Random operations on a schema: deep, with aliases that clash, fragments that overlap, conditions and variables. */

import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
  type DocumentNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { ExactNumber } from '../src/json.ts'
import { FIELD_NAMES } from './generate-universe.ts'
import type { Random } from './random.ts'

export type GeneratedOperation = {
  readonly kind: 'query' | 'mutation' | 'subscription'
  readonly document: DocumentNode
  readonly text: string
  readonly variables: Readonly<Record<string, unknown>>
}

const ALIASES = [
  ...FIELD_NAMES,
  'id',
  'sku',
  'code',
  'x',
  'y',
  'a__alias_0',
  '__proto__',
  '__typename0',
  'toString',
  'extra',
] as const

/** Variables called like the router's own, or like what objects inherit. */
const NAMES_OF_OTHERS = ['representations', 'constructor', 'toString', 'valueOf'] as const
/** Numbers that no double holds stand as their text. */
const ANYTHING = [
  ...['text', 3, [true, null], { valueOf: 1, of: ['a'] }],
  ...[new ExactNumber('9007199254740993'), new ExactNumber('1.0'), { n: [new ExactNumber('1e400')] }],
] as const

/** Undefined where the operation that came out is not valid: two of one name that cannot be merged. */
export function generateOperation(random: Random, schema: GraphQLSchema): GeneratedOperation | undefined {
  const writer = new Writer(random, schema)
  const [keyword, root] = random.pick(rootsOf(schema))
  if (!root) return undefined
  const body = keyword === 'subscription' ? writer.oneField(root) : writer.selections(root, 0)
  const definitions = writer.definitions.length > 0 ? `(${writer.definitions.join(', ')})` : ''
  const text = [`${keyword} ${random.chance(0.8) ? 'Op' : ''}${definitions} ${body}`, ...writer.fragments].join('\n')
  const document = parse(text)
  return validate(schema, document).length === 0
    ? { kind: keyword, document, text, variables: writer.variables }
    : undefined
}

/** Mostly queries. */
function rootsOf(schema: GraphQLSchema) {
  const queries = Array.from({ length: 8 }, () => ['query', schema.getQueryType()] as const)
  const others = [
    ['mutation', schema.getMutationType()] as const,
    ['subscription', schema.getSubscriptionType()] as const,
  ]
  return [...queries, ...others].filter(([, root]) => root)
}

type TypeWithFields = GraphQLObjectType | GraphQLInterfaceType

class Writer {
  readonly definitions: string[] = []
  readonly fragments: string[] = []
  readonly variables: Record<string, unknown> = Object.create(null)
  readonly #random: Random
  readonly #schema: GraphQLSchema
  readonly #booleans: string[] = []
  readonly #named: { name: string; type: string }[] = []

  constructor(random: Random, schema: GraphQLSchema) {
    this.#random = random
    this.#schema = schema
  }

  /** A subscription's: one field, whatever the conditions. */
  oneField(type: GraphQLObjectType): string {
    const field = this.#random.pick(Object.values(type.getFields()))
    return `{ ${this.#field(field, 0, '')} }`
  }

  selections(type: GraphQLCompositeType, depth: number): string {
    const random = this.#random
    const pieces: string[] = []
    if (random.chance(0.25)) pieces.push(this.#alias(0.3) + '__typename' + this.#condition())
    const fields = isObjectType(type) || 'getFields' in type ? Object.values(type.getFields()) : []
    for (let count = depth === 0 ? 1 + random.below(3) : random.below(4); count > 0 && fields.length > 0; count--) {
      const field = random.pick(fields)
      const isComposite = !isLeafType(getNamedType(field.type))
      if (!isComposite || depth < 4) pieces.push(this.#field(field, depth))
    }
    if (type === this.#schema.getQueryType() && random.chance(depth === 0 ? 0.05 : 0.3))
      pieces.push(this.#introspection())
    if (depth < 5)
      for (let count = isAbstractType(type) ? random.below(3) : random.chance(0.2) ? 1 : 0; count > 0; count--)
        pieces.push(this.#fragment(type, depth))
    if (isAbstractType(type) && depth < 4 && random.chance(0.3)) pieces.push(...this.#namesakes(type))
    if (pieces.length === 0) pieces.push('__typename')
    return `{ ${pieces.join(' ')} }`
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number, condition = this.#condition()): string {
    const args = this.#arguments(field)
    const type = getNamedType(field.type)
    const inner = isLeafType(type) ? '' : ` ${this.selections(type, depth + 1)}`
    return this.#alias(0.25) + field.name + args + condition + inner
  }

  #arguments(field: GraphQLField<unknown, unknown>): string {
    const args = field.args
      .filter((arg) => isNonNullType(arg.type) || this.#random.chance(0.5))
      .map((arg) => `${arg.name}: ${this.#value(arg.type)}`)
    return args.length > 0 ? `(${args.join(', ')})` : ''
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const overlapping = this.#overlapping(type)
    const target = this.#random.pick(overlapping)
    const known = this.#named.filter((fragment) => overlapping.some(({ name }) => name === fragment.type))
    if (known.length > 0 && this.#random.chance(0.3)) return `...${this.#random.pick(known).name}${this.#condition()}`
    if (this.#random.chance(0.15)) return `...${this.#condition()} ${this.selections(type, depth + 1)}`
    const body = this.selections(target, depth + 1)
    if (!this.#random.chance(0.2)) return `... on ${target.name}${this.#condition()} ${body}`
    const name = `F${this.#named.length}`
    this.#named.push({ name, type: target.name })
    this.fragments.push(`fragment ${name} on ${target.name} ${body}`)
    return `...${name}`
  }

  /** Fields of one name and type on objects of two types, which may be different ones, or have different arguments; so have those below. */
  #namesakes(type: GraphQLAbstractType): string[] {
    const [one, other] = this.#random.some(this.#schema.getPossibleTypes(type), 0.7)
    const pair = one && other && this.#pair(one, other)
    if (!pair) return []
    const alias = this.#random.pick(ALIASES)
    const [first, second] = pair
    const below = getNamedType(first.type)
    const within = isObjectType(below) || isInterfaceType(below) ? this.#pair(below, below) : undefined
    const innerAlias = this.#random.pick(ALIASES)
    const written = (field: GraphQLField<unknown, unknown>, inner = within?.[0]): string => {
      if (isLeafType(below)) return `{ ${alias}: ${field.name}${this.#arguments(field)} }`
      const leaf =
        inner && isLeafType(getNamedType(inner.type))
          ? `${innerAlias}: ${inner.name}${this.#arguments(inner)}`
          : '__typename'
      return `{ ${alias}: ${field.name}${this.#arguments(field)} { ${leaf} } }`
    }
    return [`... on ${one.name} ${written(first)}`, `... on ${other.name} ${written(second, within?.[1])}`]
  }

  /** Fields of the same type, one of each of these types. */
  #pair(one: TypeWithFields, other: TypeWithFields) {
    const pairs = Object.values(one.getFields()).flatMap((field) =>
      Object.values(other.getFields()).flatMap((each) =>
        String(each.type) === String(field.type) ? [[field, each] as const] : [],
      ),
    )
    return pairs.length > 0 ? this.#random.pick(pairs) : undefined
  }

  #overlapping(type: GraphQLCompositeType): GraphQLCompositeType[] {
    const possible = (each: GraphQLCompositeType) =>
      isAbstractType(each) ? this.#schema.getPossibleTypes(each) : [each]
    const own = possible(type)
    const composites = Object.values(this.#schema.getTypeMap()).filter(
      (each) => isObjectType(each) || isAbstractType(each),
    )
    return [type, ...composites.filter((each) => possible(each).some((object) => own.includes(object)))]
  }

  #introspection(): string {
    return this.#random
      .pick([
        '__schema { queryType { name } types { name } }',
        'b: __type(name: "E0") { enumValues { name } a: kind }',
        'c: __schema { mutationType { name } d: types { isOneOf } directives { name args { defaultValue } } }',
        '__type(name: "Query") { ...T } ...{ __type(name: "Query") { fields { name } } }',
      ])
      .replace('...T', 'description')
  }

  #alias(probability: number): string {
    return this.#random.chance(probability) ? `${this.#random.pick(ALIASES)}: ` : ''
  }

  #condition(): string {
    const random = this.#random
    if (!random.chance(0.12)) return ''
    const directive = random.pick(['skip', 'include'])
    const value = random.chance(0.2) ? random.pick(['true', 'false']) : `$${this.#boolean()}`
    const other = random.chance(0.1) ? ` @${directive === 'skip' ? 'include' : 'skip'}(if: $${this.#boolean()})` : ''
    return ` @${directive}(if: ${value})${other}`
  }

  #boolean(): string {
    if (this.#booleans.length > 0 && this.#random.chance(0.5)) return this.#random.pick(this.#booleans)
    const name = `b${this.#booleans.length}`
    this.#booleans.push(name)
    const hasDefault = this.#random.chance(0.2)
    this.definitions.push(`$${name}: Boolean! ${hasDefault ? `= ${this.#random.chance(0.5)}` : ''}`)
    if (!hasDefault || this.#random.chance(0.5)) this.variables[name] = this.#random.chance(0.5)
    return name
  }

  #value(type: GraphQLInputType): string {
    if (!this.#random.chance(0.35)) return this.#literal(type)
    const name = this.#random.chance(0.15) ? this.#random.pick(NAMES_OF_OTHERS) : `v${this.definitions.length}`
    if (this.definitions.some((definition) => definition.startsWith(`$${name}:`))) return this.#literal(type)
    this.definitions.push(`$${name}: ${String(type)}`)
    if (isNonNullType(type) || this.#random.chance(0.8)) this.variables[name] = this.#plain(type)
    return `$${name}`
  }

  #literal(type: GraphQLInputType): string {
    if (isNonNullType(type)) return this.#literal(type.ofType)
    if (this.#random.chance(0.1)) return isNonNullType(type) ? this.#literal(type) : 'null'
    return literalOf(this.#plain(type), type)
  }

  /** A value as variables have it. */
  #plain(type: GraphQLInputType): unknown {
    const random = this.#random
    if (isNonNullType(type)) return this.#plain(type.ofType)
    if (isListType(type))
      return random.chance(0.15)
        ? this.#plain(type.ofType)
        : [this.#plain(type.ofType), this.#plain(type.ofType)].slice(random.below(3))
    if (isEnumType(type)) return random.pick(type.getValues()).name
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => (isNonNullType(field.type) && field.defaultValue === undefined) || random.chance(0.6),
      )
      return Object.fromEntries(fields.map((field) => [field.name, this.#plain(field.type)]))
    }
    if (type.name === 'Int') return random.below(4)
    if (type.name === 'Float') return random.pick([0.5, 2, -1e10])
    if (type.name === 'Boolean') return random.chance(0.5)
    if (type.name === 'Any') return random.pick(ANYTHING)
    return random.pick(['p', 'q "r"', '한'])
  }
}

function literalOf(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(value, type.ofType)
  if (Array.isArray(value))
    return `[${value.map((item) => literalOf(item, isListType(type) ? type.ofType : type)).join(', ')}]`
  if (isListType(type)) return literalOf(value, type.ofType)
  if (isEnumType(type)) return String(value)
  if (typeof value === 'object' && value !== null && isInputObjectType(type)) {
    const fields = type.getFields()
    const entries = Object.entries(value).flatMap(([name, each]) => {
      const field = fields[name]
      return field ? [`${name}: ${literalOf(each, field.type)}`] : []
    })
    return `{ ${entries.join(', ')} }`
  }
  if (value instanceof ExactNumber) return value.text
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, each]) => `${name}: ${literalOf(each, type)}`)
      .join(', ')} }`
  return JSON.stringify(value)
}
