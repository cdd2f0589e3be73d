/** What asks for the schema alone needs no planner. */

import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql'
import { conditionVariables, withConditionsDecided } from './planner-fixes/conditions.ts'
import { withoutIntrospection } from './planner-fixes/introspection.ts'
import type { PlanForm } from './plan-form.ts'
import { requestedOperation, textOf } from './requested-operation.ts'

/** Undefined where something else is asked for, or may be. */
export function introspectionForm(whole: DocumentNode, operationName: string | undefined): PlanForm | undefined {
  const { document, kind, name } = requestedOperation(whole, operationName)
  if (kind !== 'query' || conditionVariables(document).length > 0 || !asksForNothing(withoutIntrospection(document)))
    return undefined
  const decided = withConditionsDecided(document, new Map())
  return { kind, ...(name !== undefined && { operationName: name }), document: textOf(decided), inside: [] }
}

function asksForNothing(document: DocumentNode): boolean {
  const onlyTypenames = ({ selections }: SelectionSetNode): boolean =>
    selections.every((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value === '__typename'
      return selection.kind === Kind.FRAGMENT_SPREAD || onlyTypenames(selection.selectionSet)
    })
  return document.definitions.every((each) => 'selectionSet' in each && onlyTypenames(each.selectionSet))
}
