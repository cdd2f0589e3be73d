/** A subgraph of a random universe, executed by graphql-js. It refuses representations that are not what they should be. */

import { buildSubgraphSchema } from '@apollo/subgraph'
import {
  execute,
  getArgumentValues,
  GraphQLError,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  validate,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  type SelectionNode,
} from 'graphql'
import type { LocalRequest, LocalSubgraph } from '../testing/execution/local-upstreams.ts'
import { FuzzData, identify, isIdentity, type Identity } from './data.ts'
import { withExactAny, withoutPrototypes } from './exact-any.ts'
import { printSubgraph } from './print-subgraph.ts'
import { fieldOf, type Universe } from './universe.ts'

/** What a resolver gets: an object of the data, and what a representation said about it. */
type ResolverSource = Identity & {
  readonly representation?: Readonly<Record<string, unknown>>
  /** What the subgraph has here although others own it. */
  readonly provided?: readonly SelectionNode[]
}

export type MutationLog = string[]

export function executableSubgraph(universe: Universe, name: string, log: MutationLog): LocalSubgraph {
  const schema = withExactAny(buildSubgraphSchema([{ typeDefs: parse(printSubgraph(universe, name)) }]))
  const data = new FuzzData(universe)
  const entities = schema.getQueryType()?.getFields()['_entities']
  if (entities) entities.resolve = (_source, { representations }) => representations.map(toSource)
  const union = schema.getType('_Entity')
  if (isUnionType(union)) union.resolveType = undefined

  const fieldResolver: GraphQLFieldResolver<ResolverSource | undefined, unknown> = (source, args, _context, info) => {
    const of = source ?? { typename: info.parentType.name, number: 0 }
    if (info.parentType.name === 'Mutation') log.push(info.fieldName)
    const placement = fieldOf(universe, of.typename, info.fieldName)?.placements.find(
      ({ subgraph }) => subgraph === name,
    )
    if (placement?.requires !== undefined) checkRequired(schema, data, info.parentType, of, placement.requires)
    const given = providedIn(of.provided ?? [], of.typename, info.fieldName)
    if (placement?.external && !given)
      throw new GraphQLError(`${name} does not have ${of.typename}.${info.fieldName} here`)
    const below = [...(given ?? []), ...(placement?.provides === undefined ? [] : selectionsOf(placement.provides))]
    return withProvided(data.value(of, info.fieldName, args), below)
  }
  const typeResolver: GraphQLTypeResolver<Identity, unknown> = ({ typename, as }) =>
    as !== undefined && isObjectType(schema.getType(as)) ? as : typename

  return async ({ query, variables, operationName }: LocalRequest) => {
    const document = parse(query)
    const errors = validate(schema, document)
    if (errors.length > 0) throw new Error(`${name} got an invalid operation: ${errors[0]?.message}\n${query}`)
    return execute({
      schema,
      document,
      variableValues: withoutPrototypes(variables),
      fieldResolver,
      typeResolver,
      ...(operationName && { operationName }),
    })
  }
}

/** What is provided below a field of an object; undefined where the field itself is not. */
function providedIn(
  selections: readonly SelectionNode[],
  typename: string,
  fieldName: string,
): readonly SelectionNode[] | undefined {
  const found = selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return node.name.value === fieldName ? [node.selectionSet?.selections ?? []] : []
    if (node.kind !== Kind.INLINE_FRAGMENT || node.typeCondition?.name.value !== typename) return []
    return [providedIn(node.selectionSet.selections, typename, fieldName)].filter((inner) => inner !== undefined)
  })
  return found.length > 0 ? found.flat() : undefined
}

function withProvided(value: unknown, provided: readonly SelectionNode[]): unknown {
  if (provided.length === 0) return value
  if (Array.isArray(value)) return value.map((item) => withProvided(item, provided))
  return isIdentity(value) ? { ...value, provided } : value
}

function selectionsOf(fields: string): readonly SelectionNode[] {
  const [operation] = parse(`{${fields}}`).definitions
  return operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : []
}

function toSource(representation: Readonly<Record<string, unknown>>): ResolverSource {
  return { ...identify(representation), representation }
}

/** @throws where the representation does not have what the field requires, as the data has it */
function checkRequired(
  schema: GraphQLSchema,
  data: FuzzData,
  type: GraphQLObjectType,
  of: ResolverSource,
  required: string,
): void {
  const expected = expectedValues(schema, data, type, of, selectionsOf(required))
  for (const [key, value] of Object.entries(expected)) {
    const given = of.representation?.[key]
    if (includes(given, value)) continue
    throw new GraphQLError(`required ${key} is ${JSON.stringify(given)}, not ${JSON.stringify(value)}`)
  }
}

function expectedValues(
  schema: GraphQLSchema,
  data: FuzzData,
  type: GraphQLObjectType,
  of: Identity,
  selections: readonly SelectionNode[],
): Record<string, unknown> {
  const expected: Record<string, unknown> = {}
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (selection.typeCondition?.name.value !== type.name) continue
      Object.assign(expected, expectedValues(schema, data, type, of, selection.selectionSet.selections))
    }
    if (selection.kind !== Kind.FIELD) continue
    const definition = type.getFields()[selection.name.value]
    if (!definition) continue
    const value = data.value(of, definition.name, getArgumentValues(definition, selection))
    expected[definition.name] = nested(schema, data, value, selection.selectionSet?.selections)
  }
  return expected
}

function nested(
  schema: GraphQLSchema,
  data: FuzzData,
  value: unknown,
  selections: readonly SelectionNode[] | undefined,
): unknown {
  if (!selections || value === null) return value
  if (Array.isArray(value)) return value.map((item) => nested(schema, data, item, selections))
  const type = isIdentity(value) ? schema.getType(value.typename) : undefined
  // Of a type that only others know, nothing is required.
  return isObjectType(type) && isIdentity(value) ? expectedValues(schema, data, type, value, selections) : {}
}

/** Whether what was sent has all of what is required; it may have more, for other fields of the same fetch. */
function includes(given: unknown, required: unknown): boolean {
  if (Array.isArray(required)) {
    return (
      Array.isArray(given) &&
      given.length === required.length &&
      required.every((item, index) => includes(given[index], item))
    )
  }
  if (typeof required !== 'object' || required === null) return JSON.stringify(given) === JSON.stringify(required)
  if (typeof given !== 'object' || given === null) return false
  return Object.entries(required).every(([key, value]) =>
    includes(Object.getOwnPropertyDescriptor(given, key)?.value, value),
  )
}
