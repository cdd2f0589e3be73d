/** The operation of a document that is requested, and what it uses. */

import { getOperationAST, Kind, separateOperations, type DocumentNode } from 'graphql'
import type { PlanForm } from './plan-form.ts'
import { refused } from './refusal.ts'

export type RequestedOperation = {
  readonly document: DocumentNode
  readonly kind: PlanForm['kind']
}

/** @param whole valid: all of its fragments are used. @throws RefusedOperation where there is none of that name */
export function requestedOperation(whole: DocumentNode, name: string | undefined): RequestedOperation {
  const operation = getOperationAST(whole, name)
  if (!operation) {
    const message =
      name === undefined
        ? 'Must provide operation name if query contains multiple operations.'
        : `Unknown operation named "${name}".`
    throw refused(message, { code: 'OPERATION_RESOLUTION_FAILURE' })
  }
  return { document: alone(whole, operation.name?.value ?? ''), kind: operation.operation }
}

function alone(whole: DocumentNode, name: string): DocumentNode {
  const operations = whole.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  return operations.length === 1 ? whole : (separateOperations(whole)[name] ?? whole)
}
