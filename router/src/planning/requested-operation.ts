/** The operation of a document that is asked for, and what it uses. */

import {
  getOperationAST,
  GraphQLError,
  print,
  separateOperations,
  stripIgnoredCharacters,
  type DocumentNode,
} from 'graphql'
import type { PlanForm } from './plan-form.ts'

export type RequestedOperation = {
  readonly document: DocumentNode
  readonly kind: PlanForm['kind']
  readonly name: string | undefined
}

/** @throws GraphQLError where there is none of that name */
export function requestedOperation(whole: DocumentNode, name: string | undefined): RequestedOperation {
  const operation = getOperationAST(whole, name)
  const document = operation && separateOperations(whole)[operation.name?.value ?? '']
  if (!operation || !document) {
    const message =
      name === undefined
        ? 'Must provide operation name if query contains multiple operations.'
        : `Unknown operation named "${name}".`
    throw new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })
  }
  return { document, kind: operation.operation, name: operation.name?.value }
}

export function textOf(document: DocumentNode): string {
  return stripIgnoredCharacters(print(document))
}
