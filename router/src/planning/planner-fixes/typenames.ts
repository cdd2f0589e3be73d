/**
 * Where a plan's selection on an abstract type has only fragments on other types than the object's, the subgraph answers
 * `{}` and its type is lost. Every abstract selection requests `__typename` (added after planning: before it, plans change).
 */

import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/** Itself where none is missing. @param supergraph all types and fields, also what clients may not see */
export function withTypenames(fetch: DocumentNode, supergraph: GraphQLSchema): DocumentNode {
  const completed = (
    set: SelectionSetNode,
    parent: GraphQLNamedType | undefined,
    ofField: boolean,
  ): SelectionSetNode => {
    const selections = mapped(set.selections, (selection): SelectionNode => {
      if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return selection
      const selectionSet = completed(
        selection.selectionSet,
        typeBelow(selection, parent),
        selection.kind === Kind.FIELD,
      )
      return selectionSet === selection.selectionSet ? selection : { ...selection, selectionSet }
    })
    if (ofField && isAbstractType(parent) && !selections.some(isTypename))
      return { ...set, selections: [TYPENAME, ...selections] }
    return selections === set.selections ? set : { ...set, selections }
  }
  const typeBelow = (selection: FieldNode | InlineFragmentNode, parent: GraphQLNamedType | undefined) => {
    if (selection.kind === Kind.FIELD)
      return isEntities(selection.name.value) ? undefined : typeOf(parent, selection.name.value)
    return selection.typeCondition ? supergraph.getType(selection.typeCondition.name.value) : parent
  }
  const definitions = mapped(fetch.definitions, (definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) return definition
    const type =
      definition.kind === Kind.OPERATION_DEFINITION
        ? (supergraph.getRootType(definition.operation) ?? undefined)
        : supergraph.getType(definition.typeCondition.name.value)
    const selectionSet = completed(definition.selectionSet, type, false)
    return selectionSet === definition.selectionSet ? definition : { ...definition, selectionSet }
  })
  return definitions === fetch.definitions ? fetch : { ...fetch, definitions }
}

/** The same list where each item stays as it is. */
function mapped<Item>(items: readonly Item[], map: (item: Item) => Item): readonly Item[] {
  const changed = items.map(map)
  return changed.some((item, index) => item !== items[index]) ? changed : items
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
