/**
 * The planner stops with an assertion ("adding it as parent would create a cycle") where it merges a fetch into one that comes after it, which
 * depends on the order in which it met them. The same selections the other way round are the same operation: answers have the order of
 * the client's document whatever was planned.
 */

import { Kind, visit, type DocumentNode } from 'graphql'

/** The document with its selections reversed; those of the operation itself stay, since mutations run in their order. */
export function withSelectionsReversed(document: DocumentNode): DocumentNode {
  return visit(document, {
    [Kind.SELECTION_SET]: {
      leave: (set, _key, parent) => {
        const isRoot = parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
        return isRoot ? undefined : { ...set, selections: set.selections.toReversed() }
      },
    },
  })
}
