/** A request for the schema alone needs no planner. */

import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql'
import { withoutIntrospection } from './planner-fixes/introspection.ts'

/** @param document a query with nothing undecided; false where something else is requested, or may be */
export function selectsSchemaAlone(document: DocumentNode): boolean {
  return (
    !selectsFields(document) &&
    withoutIntrospection(document).definitions.every(
      (each) => 'selectionSet' in each && hasOnlyTypenames(each.selectionSet),
    )
  )
}

/** Most documents, recognized by the first field of their root. */
function selectsFields({ definitions }: DocumentNode): boolean {
  const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  const [first] = operation?.selectionSet.selections ?? []
  return first?.kind === Kind.FIELD && !first.name.value.startsWith('__')
}

function hasOnlyTypenames({ selections }: SelectionSetNode): boolean {
  return selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename'
    return selection.kind === Kind.FRAGMENT_SPREAD || hasOnlyTypenames(selection.selectionSet)
  })
}
