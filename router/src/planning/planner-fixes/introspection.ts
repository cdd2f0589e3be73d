/** The planner knows an older introspection, and asks subgraphs for nothing of it: fields of it are answered beside the plan, wherever they stand. */

import { withoutUnused } from './conditions.ts'
import { Kind, visit, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql'

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

export function isIntrospection({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type'
}

export function withoutIntrospection(document: DocumentNode): DocumentNode {
  let found = false
  const left = visit(document, {
    [Kind.FIELD]: (field) => {
      if (!isIntrospection(field)) return undefined
      found = true
      return null
    },
    [Kind.SELECTION_SET]: {
      leave: (set: SelectionSetNode) => (set.selections.length === 0 ? { ...set, selections: [TYPENAME] } : undefined),
    },
  })
  return found ? withoutUnused(left) : document
}
