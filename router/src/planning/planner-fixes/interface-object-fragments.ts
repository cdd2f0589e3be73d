/**
 * Below a field of an interface that a subgraph has as an `@interfaceObject`, the planner gives up on fragments on other abstract
 * types ("We should have an edge from ... for __typename"). Fragments on the object types that both have in common say the same.
 */

import {
  isAbstractType,
  isInterfaceType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
} from 'graphql'
import { booleanOf, directivesOf } from '../read-supergraph.ts'

const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/** Names of interfaces that some subgraph has as an object. */
export function interfaceObjects(supergraph: DocumentNode): ReadonlySet<string> {
  const names = supergraph.definitions.flatMap((type) =>
    type.kind === Kind.INTERFACE_TYPE_DEFINITION &&
    directivesOf(type, 'join__type').some((directive) => booleanOf(directive, 'isInterfaceObject') === true)
      ? [type.name.value]
      : [],
  )
  return new Set(names)
}

/** @param document valid for `schema` */
export function withConcreteFragments(
  document: DocumentNode,
  schema: GraphQLSchema,
  interfaces: ReadonlySet<string>,
): DocumentNode {
  if (interfaces.size === 0) return document
  const info = new TypeInfo(schema)
  return visit(
    withoutSpreads(document),
    visitWithTypeInfo(info, {
      [Kind.SELECTION_SET]: (set) => {
        const parent = info.getParentType()
        if (!isInterfaceType(parent) || !interfaces.has(parent.name)) return undefined
        const selections = set.selections.flatMap((selection): readonly SelectionNode[] =>
          selection.kind === Kind.INLINE_FRAGMENT ? concrete(selection, parent.name, schema) : [selection],
        )
        return { ...set, selections: selections.length > 0 ? selections : [TYPENAME] }
      },
    }),
  )
}

function concrete(fragment: InlineFragmentNode, parent: string, schema: GraphQLSchema): InlineFragmentNode[] {
  const condition = schema.getType(fragment.typeCondition?.name.value ?? parent)
  const declared = schema.getType(parent)
  if (!isAbstractType(condition) || !isAbstractType(declared) || condition === declared) return [fragment]
  const possible = schema.getPossibleTypes(declared)
  return schema
    .getPossibleTypes(condition)
    .filter((type) => possible.includes(type))
    .map((type) => ({ type, selections: selectionsOn(type, fragment.selectionSet.selections, schema) }))
    .filter(({ selections }) => selections.length > 0)
    .map(({ type, selections }) => ({
      ...fragment,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
      selectionSet: { kind: Kind.SELECTION_SET, selections },
    }))
}

/** What is selected on objects of one type. */
function selectionsOn(
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
  schema: GraphQLSchema,
): SelectionNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind !== Kind.INLINE_FRAGMENT) return [selection]
    const condition = schema.getType(selection.typeCondition?.name.value ?? type.name)
    const applies = condition === type || (isAbstractType(condition) && schema.isSubType(condition, type))
    return applies ? selectionsOn(type, selection.selectionSet.selections, schema) : []
  })
}

function withoutSpreads(document: DocumentNode): DocumentNode {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each)
  const inlined = visit(document, {
    [Kind.FRAGMENT_SPREAD]: (spread) => {
      const fragment = fragments.get(spread.name.value)
      if (!fragment) return undefined
      const { typeCondition, selectionSet } = fragment
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet, directives: spread.directives ?? [] }
    },
  })
  return { ...inlined, definitions: inlined.definitions.filter((each) => each.kind !== Kind.FRAGMENT_DEFINITION) }
}
