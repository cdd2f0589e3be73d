import type { ServerResponse } from 'node:http'

/** Names and values in turn, as `writeHead` takes them in half the time of headers that were set before. */
export type HeaderFields = readonly string[]

/** Sets them for an answer whose head is written elsewhere. */
export function setHeaders(response: ServerResponse, fields: HeaderFields): void {
  for (let index = 0; index < fields.length; index += 2)
    response.setHeader(fields[index] ?? '', fields[index + 1] ?? '')
}
