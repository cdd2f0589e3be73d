import { randomUUID } from 'node:crypto'
import type { GraphQLFormattedError } from 'graphql'
import type { Log } from '@shop/platform/log.ts'
import { traceFields } from '@shop/platform/tracing.ts'
import type { ClientContext } from '../request/client-context.ts'
import type { Result } from '../executor.ts'

/** Codes of subgraphs that say nothing to a client, or speak of a text that we wrote and the client has never seen. */
const OURS_TO_KNOW = new Set([
  'INTERNAL_SERVER_ERROR',
  'DOWNSTREAM_SERVICE_ERROR',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
])
const INSIDES = ['stacktrace', 'exception', 'debug']
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export type Mask = (result: Result, clientContext: Pick<ClientContext, 'requestId' | 'traceparent'>) => Result

/**
 * What a client sees of an answer's errors: those with a code keep message, path and extensions; the rest become
 * INTERNAL_SERVER_ERROR with an id (the subgraph's own, where it gave one), under which the log has what they said.
 */
export function createMask(log: Log): Mask {
  const shown = (
    error: GraphQLFormattedError,
    { requestId, traceparent }: Parameters<Mask>[1],
  ): GraphQLFormattedError => {
    const { message, path, extensions = {} } = error
    const { code, service } = extensions
    const withPath = path && { path }
    if (typeof code === 'string' && !OURS_TO_KNOW.has(code)) {
      const visible = Object.entries(extensions).filter(([name]) => !INSIDES.includes(name))
      return { message, ...withPath, extensions: Object.fromEntries(visible) }
    }
    const id = typeof extensions['id'] === 'string' && UUID.test(extensions['id']) ? extensions['id'] : randomUUID()
    log.error(
      { errorId: id, requestId, ...traceFields(traceparent), service, path, code, message },
      'a subgraph gave an error without a code',
    )
    const from = typeof service === 'string' && { service }
    return {
      message: `Something went wrong; the log has it under ${id}.`,
      ...withPath,
      extensions: { code: 'INTERNAL_SERVER_ERROR', id, ...from },
    }
  }
  return (result, clientContext) =>
    result.errors ? { ...result, errors: result.errors.map((error) => shown(error, clientContext)) } : result
}
