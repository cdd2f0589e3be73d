import { randomUUID } from 'node:crypto'
import type { Log } from '@shop/platform/log.ts'
import { traceFields } from '@shop/platform/tracing.ts'
import { RequestError } from '../operations/request-error.ts'

type ErrorContext = { readonly requestId: string; readonly traceparent: string | undefined }

/** An internal error: the client gets an id, the log gets the error. */
export function unexpected(error: unknown, log: Log, { requestId, traceparent }: ErrorContext): RequestError {
  const id = randomUUID()
  log.error({ err: error, errorId: id, requestId, ...traceFields(traceparent) }, 'an unexpected error')
  const message = `Something went wrong here; the log has it under ${id}.`
  return new RequestError(500, [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR', id } }], {
    beforeGraphQL: true,
  })
}
