/** The planner knows an older introspection, and asks subgraphs for nothing of it: fields of it are answered beside the plan, wherever they stand. */

import { eachSelection } from '../selections.ts'
import { withoutUnused } from './conditions.ts'
import { Kind, visit, type ASTNode, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql'

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

function isIntrospection({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type'
}

/** Every `__schema` and `__type` field of these definitions. */
export function introspectionFields(definitions: readonly ASTNode[]): readonly FieldNode[] {
  const fields: FieldNode[] = []
  eachSelection(definitions, (selection) => {
    if (selection.kind === Kind.FIELD && isIntrospection(selection)) fields.push(selection)
  })
  return fields
}

/** The document without those fields; a selection that would be empty has `__typename`. */
export function withoutIntrospection(document: DocumentNode): DocumentNode {
  if (introspectionFields(document.definitions).length === 0) return document
  const left = visit(document, {
    [Kind.FIELD]: (field) => (isIntrospection(field) ? null : undefined),
    [Kind.SELECTION_SET]: {
      leave: (set: SelectionSetNode) => (set.selections.length === 0 ? { ...set, selections: [TYPENAME] } : undefined),
    },
  })
  return withoutUnused(left)
}
