import { parseJson } from '../json.ts'
import type { GraphQLRequest } from '../operations/request.ts'
import { badJson, readRequest } from '../operations/request.ts'
import { badRequest } from '../operations/request-error.ts'

/** The parameters of a GET (GraphQL over HTTP, section 5.3): `variables` and `extensions` are JSON. */
export function readSearchParams(search: string): GraphQLRequest {
  const parameters = new URLSearchParams(search)
  return readRequest({
    query: once(parameters, 'query'),
    operationName: once(parameters, 'operationName'),
    variables: json(parameters, 'variables'),
    extensions: json(parameters, 'extensions'),
    documentId: once(parameters, 'documentId') ?? once(parameters, 'id'),
  })
}

function once(parameters: URLSearchParams, name: string): string | undefined {
  const [value, another] = parameters.getAll(name)
  if (another !== undefined) throw badRequest(`The parameter ${name} may be given only once.`)
  return value
}

function json(parameters: URLSearchParams, name: string): unknown {
  const text = once(parameters, name)
  if (text === undefined || text === '') return undefined
  try {
    return parseJson(text)
  } catch (error) {
    throw badJson(`The parameter ${name}`, error)
  }
}
