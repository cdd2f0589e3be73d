import { randomUUID } from 'node:crypto'
import type { Log } from '@shop/platform/log.ts'
import { RequestError } from '../operations/request-error.ts'

/** An error of our own making: the client gets an id, the log gets the error. */
export function unexpected(error: unknown, log: Log, requestId: string): RequestError {
  const id = randomUUID()
  log.error({ err: error, errorId: id, requestId }, 'an error nobody expected')
  const message = `Something went wrong here; the log has it under ${id}.`
  return new RequestError(500, [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR', id } }], {
    beforeGraphQL: true,
  })
}
