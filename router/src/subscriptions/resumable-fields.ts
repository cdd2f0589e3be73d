import { getNamedType, isNonNullType, isObjectType, isScalarType } from 'graphql'
import type { GraphQLField, GraphQLSchema } from 'graphql'

/** The convention by which a stream can be resumed: an argument of its field, and a field of what it sends. */
export const AFTER = 'after'
export const CURSOR = 'cursor'

/** Subscription fields of a subgraph with an argument `after: String`, whose events have a field `cursor: String!`. */
export function resumableFields(subgraph: GraphQLSchema): readonly string[] {
  const fields = Object.values(subgraph.getSubscriptionType()?.getFields() ?? {})
  return fields.filter(followsConvention).map(({ name }) => name)
}

function followsConvention(field: GraphQLField<unknown, unknown>): boolean {
  const payload = getNamedType(field.type)
  if (!isObjectType(payload)) return false
  const after = field.args.find(({ name }) => name === AFTER)
  const cursor = payload.getFields()[CURSOR]?.type
  return (
    after !== undefined &&
    isString(after.type) &&
    cursor !== undefined &&
    isNonNullType(cursor) &&
    isString(cursor.ofType)
  )
}

function isString(type: unknown): boolean {
  return isScalarType(type) && type.name === 'String'
}
