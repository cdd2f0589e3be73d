import { isTree, TooDeeplyNested } from '../json.ts'
import { badRequest, limitExceeded, type RequestError } from './request-error.ts'

/** The parameters of a GraphQL request, of whatever transport (GraphQL over HTTP, section 5.1; graphql-transport-ws `subscribe`). */
export type GraphQLRequest = {
  readonly query: string | undefined
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
  readonly extensions: Readonly<Record<string, unknown>>
  /** Of a persisted operation, in place of its text: `documentId`, or what clients of Relay say: `id`, `doc_id`. */
  readonly documentId: string | undefined
}

/** Throws a RequestError that names the parameter at fault. */
export function readRequest(value: unknown): GraphQLRequest {
  if (!isRecord(value)) throw badRequest('The request must be a JSON object with a query.')
  const { query, operationName, variables, extensions } = value
  if (query != null && typeof query !== 'string') throw badRequest('query must be a string.')
  if (operationName != null && typeof operationName !== 'string')
    throw badRequest('operationName must be a string or null.')
  if (variables != null && !isRecord(variables)) throw badRequest('variables must be an object or null.')
  if (extensions != null && !isRecord(extensions)) throw badRequest('extensions must be an object or null.')
  return {
    query: query || undefined,
    operationName: operationName || undefined,
    variables: variables ?? {},
    extensions: extensions ?? {},
    documentId: documentIdOf(value),
  }
}

/** The requests of a list in the body of a POST. Throws a RequestError for a list that is empty, or longer than `max`. */
export function readBatch(value: readonly unknown[], max: number): readonly GraphQLRequest[] {
  if (value.length === 0) throw badRequest('The list of operations is empty.')
  if (value.length > max)
    throw limitExceeded('batch', `The request has ${value.length} operations; the limit is ${max} (LIMIT_BATCH).`)
  return value.map(readRequest)
}

/** The refusal of a text that is not read as JSON. @param error of its reader */
export function badJson(what: string, error: unknown): RequestError {
  return badRequest(`${what} is ${error instanceof TooDeeplyNested ? error.message : 'not valid JSON'}.`)
}

function documentIdOf(value: Readonly<Record<string, unknown>>): string | undefined {
  const id = value['documentId'] ?? value['id'] ?? value['doc_id']
  if (id == null || id === '') return undefined
  if (typeof id !== 'string') throw badRequest('documentId must be a string.')
  return id.replace(/^sha256:/, '')
}

/** Whether it is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isTree(value)
}
