/**
 * Where a plan's selection on an abstract type has only fragments on other types than the object's, the subgraph answers
 * `{}` and its type is lost. Every abstract selection asks for `__typename` (added after planning: before it, plans change).
 */

import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/** @param supergraph all types and fields, also what clients may not see */
export function withTypenames(fetch: DocumentNode, supergraph: GraphQLSchema): DocumentNode {
  const completed = (
    set: SelectionSetNode,
    parent: GraphQLNamedType | undefined,
    ofField: boolean,
  ): SelectionSetNode => {
    const selections = set.selections.map((selection): SelectionNode => {
      if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return selection
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition ? supergraph.getType(selection.typeCondition.name.value) : parent
        return { ...selection, selectionSet: completed(selection.selectionSet, type, false) }
      }
      const type = isEntities(selection.name.value) ? undefined : typeOf(parent, selection.name.value)
      return { ...selection, selectionSet: completed(selection.selectionSet, type, true) }
    })
    const complete = !ofField || !isAbstractType(parent) || selections.some(isTypename)
    return { ...set, selections: complete ? selections : [TYPENAME, ...selections] }
  }
  const definitions = fetch.definitions.map((definition) => {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      const root = supergraph.getRootType(definition.operation) ?? undefined
      return { ...definition, selectionSet: completed(definition.selectionSet, root, false) }
    }
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) return definition
    const type = supergraph.getType(definition.typeCondition.name.value)
    return { ...definition, selectionSet: completed(definition.selectionSet, type, false) }
  })
  return { ...fetch, definitions }
}

function isEntities(field: string): boolean {
  return field === '_entities'
}

function typeOf(parent: GraphQLNamedType | undefined, field: string): GraphQLNamedType | undefined {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined
  const definition = parent.getFields()[field]
  return definition && getNamedType(definition.type)
}

function isTypename(selection: SelectionNode): boolean {
  return (
    selection.kind === Kind.FIELD &&
    selection.name.value === '__typename' &&
    (!selection.alias || selection.alias.value === '__typename') &&
    !selection.directives?.length
  )
}
