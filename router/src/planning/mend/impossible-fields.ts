/**
 * A field whose abstract type has no object types can only be null. The planner drops it, and whatever selected nothing
 * else, in silence: a root field is then never asked for. Such fields are taken out before planning, their parents keep `__typename`.
 */

import {
  getNamedType,
  GraphQLError,
  isAbstractType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/**
 * @param document valid for `schema`
 * @throws GraphQLError for a root field that nobody can be asked for
 */
export function withoutImpossibleFields(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const impossible = new Set(
    Object.values(schema.getTypeMap()).filter(
      (type) => isAbstractType(type) && schema.getPossibleTypes(type).length === 0,
    ),
  )
  if (impossible.size === 0) return document
  const info = new TypeInfo(schema)
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  return visit(
    document,
    visitWithTypeInfo(info, {
      [Kind.FIELD]: (field) => {
        const type = getNamedType(info.getType())
        if (!type || !impossible.has(type)) return undefined
        const parent = info.getParentType()
        if (roots.some((root) => root === parent)) {
          throw new GraphQLError(
            `The field "${field.name.value}" cannot be fetched: no object type implements "${type.name}".`,
            {
              nodes: field,
              extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
            },
          )
        }
        return null
      },
      [Kind.SELECTION_SET]: {
        leave: (set: SelectionSetNode) =>
          set.selections.length === 0 ? { ...set, selections: [TYPENAME] } : undefined,
      },
    }),
  )
}
