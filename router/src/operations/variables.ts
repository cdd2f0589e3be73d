import {
  Kind,
  getVariableValues,
  isInputObjectType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  isScalarType,
  isInputType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql'
import type { Variables } from '../executor.ts'
import { ExactNumber, isTree, own, put, type Tree } from '../json.ts'
import { RequestError, shortened, limitExceeded } from './request-error.ts'

const NONE: Variables = {}
/** Each quotes the whole value at fault, all of its fields. */
const MAX_ERRORS = 3

/** Coerced values with defaults filled in. Throws a RequestError of code BAD_USER_INPUT that names variable and value. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions }: OperationDefinitionNode,
  given: Variables,
  hideSuggestions: boolean,
): Variables {
  if (!variableDefinitions?.length) return NONE
  const plain = plainValues(variableDefinitions, given)
  if (plain) return plain
  const names = variableDefinitions.map(({ variable }) => variable.name.value)
  const readable: Tree = {}
  for (const [index, definition] of variableDefinitions.entries()) {
    const name = names[index] ?? ''
    if (Object.hasOwn(given, name)) readable[inside(name)] = asTyped(own(given, name), typeOf(schema, definition))
  }
  const definitions = names.includes(PROTO) ? variableDefinitions.map(renamed) : variableDefinitions
  const { coerced, errors } = getVariableValues(schema, definitions, readable, {
    maxErrors: MAX_ERRORS,
    hideSuggestions,
  })
  if (!coerced) {
    throw new RequestError(
      400,
      errors.map(({ message, locations }) => ({
        message: shortened(message.replaceAll(`$${INSIDE_PROTO}`, `$${PROTO}`)),
        ...(locations && { locations }),
        extensions: { code: 'BAD_USER_INPUT' },
      })),
    )
  }
  return definitions === variableDefinitions ? coerced : withProto(coerced)
}

/** Whether a value of a specified scalar is its own coercion. */
const IS_PLAIN: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['String', isString],
  ['ID', isString],
  ['Boolean', (value: unknown) => typeof value === 'boolean'],
  ['Int', (value: unknown) => typeof value === 'number' && (value | 0) === value],
])

function isString(value: unknown): boolean {
  return typeof value === 'string'
}

/** The usual case, in which coercion changes nothing: each variable has a value of its scalar. Undefined for any other. */
function plainValues(definitions: readonly VariableDefinitionNode[], given: Variables): Variables | undefined {
  const values: Tree = {}
  for (const { variable, type } of definitions) {
    const name = variable.name.value
    const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type
    if (named.kind !== Kind.NAMED_TYPE || name === PROTO) return undefined
    const value = own(given, name)
    if (!IS_PLAIN.get(named.name.value)?.(value)) return undefined
    values[name] = value
  }
  return values
}

/** graphql-js collects values in an object by assignment, which for this name sets something else. */
const PROTO = '__proto__'
/** No client's variable: their names do not have such a letter. */
const INSIDE_PROTO = 'proto\u0000'

function inside(name: string): string {
  return name === PROTO ? INSIDE_PROTO : name
}

function renamed(definition: VariableDefinitionNode): VariableDefinitionNode {
  const { variable } = definition
  const name = { ...variable.name, value: inside(variable.name.value) }
  return { ...definition, variable: { ...variable, name } }
}

function withProto(coerced: Variables): Variables {
  const values: Tree = {}
  for (const [name, value] of Object.entries(coerced)) put(values, name === INSIDE_PROTO ? PROTO : name, value)
  return values
}

function typeOf(schema: GraphQLSchema, { type }: VariableDefinitionNode): GraphQLInputType | undefined {
  const found = typeFromAST(schema, type)
  return isInputType(found) ? found : undefined
}

/** The value with doubles, or an ID's text, in place of exact numbers, but for custom scalars: they pass as they were written. */
function asTyped(value: unknown, type: GraphQLInputType | undefined): unknown {
  if (typeof value !== 'object' || value === null || !type) return value
  if (isNonNullType(type)) return asTyped(value, type.ofType)
  if (isListType(type)) {
    return Array.isArray(value) ? value.map((item) => asTyped(item, type.ofType)) : asTyped(value, type.ofType)
  }
  if (isScalarType(type) && !isSpecifiedScalarType(type)) return value
  if (value instanceof ExactNumber)
    return type.name === 'ID' && /^-?\d+$/.test(value.text) ? value.text : value.toNumber()
  if (!isInputObjectType(type) || !isTree(value)) return value
  const fields = type.getFields()
  const typed: Tree = Object.create(null) // graphql-js looks for fields that are not given where an object inherits some
  for (const [key, each] of Object.entries(value)) put(typed, key, asTyped(each, fields[key]?.type))
  return typed
}

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
export function tooLong(maxItems: number) {
  return limitExceeded('listItems', `A list of the arguments is over the limit of ${maxItems} elements.`)
}

function bytesOf(value: unknown): number {
  if (value instanceof ExactNumber) return value.text.length
  if (typeof value === 'string') return Buffer.byteLength(value) + 2
  return typeof value === 'object' && value !== null ? 2 : 8
}
