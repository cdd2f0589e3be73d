import { Kind, isAbstractType, isCompositeType } from 'graphql'
import type {
  DocumentNode,
  ExecutableDefinitionNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql'
import type { Guard, Guards } from './guards.ts'
import { conditionType, fieldType } from './needed.ts'

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/** What a filter needs to know; the same for every operation of a supergraph. */
export type AuthorizationSchema = { readonly schema: GraphQLSchema; readonly guards: Guards }

/**
 * The document without the fields behind `denied` guards, so that nothing of them is fetched. A selection that lost
 * something gets `__typename`: it must not be empty, and for an abstract type tells `restore` which fragments were meant.
 */
export function withoutDenied(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { schema, guards }: AuthorizationSchema,
  denied: ReadonlySet<Guard>,
): DocumentNode {
  const isDenied = (guard: Guard | undefined) => guard !== undefined && denied.has(guard)

  const selection = (node: SelectionNode, parent: GraphQLCompositeType): readonly SelectionNode[] => {
    switch (node.kind) {
      case Kind.FIELD: {
        if (isDenied(guards.ofField(parent, node.name.value))) return []
        const type = fieldType(parent, node.name.value)
        return [type && node.selectionSet ? { ...node, selectionSet: set(node.selectionSet, type) } : node]
      }
      case Kind.INLINE_FRAGMENT: {
        const type = conditionType(schema, node.typeCondition?.name.value, parent)
        if (type !== parent && isDenied(guards.ofType(type))) return []
        return [{ ...node, selectionSet: set(node.selectionSet, type) }]
      }
      case Kind.FRAGMENT_SPREAD:
        return [node]
    }
  }
  const set = (node: SelectionSetNode, parent: GraphQLCompositeType): SelectionSetNode => {
    const selections = node.selections.flatMap((each) => selection(each, parent))
    const marked = isAbstractType(parent) || selections.length === 0
    return { ...node, selections: marked ? [TYPENAME, ...selections] : selections }
  }
  const fragment = (node: FragmentDefinitionNode): FragmentDefinitionNode => {
    const type = schema.getType(node.typeCondition.name.value)
    if (!isCompositeType(type)) return node
    const nothing: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [TYPENAME] }
    return { ...node, selectionSet: isDenied(guards.ofType(type)) ? nothing : set(node.selectionSet, type) }
  }

  const root = schema.getRootType(operation.operation)
  if (!root) return document
  const definitions = document.definitions.flatMap((definition): readonly ExecutableDefinitionNode[] => {
    if (definition === operation) return [{ ...operation, selectionSet: set(operation.selectionSet, root) }]
    return definition.kind === Kind.FRAGMENT_DEFINITION ? [fragment(definition)] : []
  })
  return { ...document, definitions }
}
