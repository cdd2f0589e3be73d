/**
 * The planner stops with an assertion ("adding it as parent would create a cycle") where it merges a fetch into one that comes after it, which
 * depends on the order in which it met them. The same selections the other way round are the same operation: answers have the order of
 * the client's document whatever was planned.
 */

import { Kind, visit, type ASTNode, type DocumentNode, type GraphQLSchema } from 'graphql'

/** The document with its selections reversed; those of the operation's root keep their order, in which mutations run. */
export function withSelectionsReversed(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const mutation = schema.getMutationType()
  const roots = new Set([mutation, ...(mutation?.getInterfaces() ?? [])].map((type) => type?.name))
  return visit(document, {
    [Kind.SELECTION_SET]: {
      leave: (set, _key, parent, _path, ancestors) => {
        const above = [...ancestors, parent].filter((each): each is ASTNode => each !== undefined && 'kind' in each)
        const isRoot = above.every(
          (node) =>
            node.kind !== Kind.FIELD &&
            (node.kind !== Kind.FRAGMENT_DEFINITION || roots.has(node.typeCondition.name.value)),
        )
        return isRoot ? undefined : { ...set, selections: set.selections.toReversed() }
      },
    },
  })
}
