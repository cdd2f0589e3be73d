/** The planner takes the first key of a type in a subgraph, also one that the subgraph does not resolve. */

import { Kind, visit, type ConstDirectiveNode, type DocumentNode } from 'graphql'
import { booleanOf } from '../read-supergraph.ts'

/** The same supergraph with every type's resolvable `@join__type` keys before those with `resolvable: false`. */
export function resolvableKeysFirst(supergraph: DocumentNode): DocumentNode {
  return visit(supergraph, {
    [Kind.OBJECT_TYPE_DEFINITION]: reordered,
    [Kind.INTERFACE_TYPE_DEFINITION]: reordered,
  })
}

function reordered<Node extends { readonly directives?: readonly ConstDirectiveNode[] | undefined }>(
  node: Node,
): Node | undefined {
  const unresolvable = node.directives?.filter(isUnresolvable) ?? []
  if (unresolvable.length === 0) return undefined
  const others = node.directives?.filter((directive) => !isUnresolvable(directive)) ?? []
  return { ...node, directives: [...others, ...unresolvable] }
}

function isUnresolvable(directive: ConstDirectiveNode): boolean {
  return directive.name.value === 'join__type' && booleanOf(directive, 'resolvable') === false
}
