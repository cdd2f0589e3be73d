import type { Result } from '../executor.ts'

/** How results that follow each other stand in the body of one HTTP answer. */
export type StreamFormat = {
  readonly contentType: string
  readonly opening: string
  readonly result: (result: Result) => string
  readonly heartbeat: string
  readonly complete: string
}

/** GraphQL over SSE, distinct connections mode (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md). */
export const sse: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  opening: ':\n\n',
  result: (result) => `event: next\ndata: ${JSON.stringify(result)}\n\n`,
  heartbeat: ':\n\n',
  complete: 'event: complete\ndata: \n\n',
}

/**
 * What Apollo Client takes over HTTP (https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol).
 * Each part ends with the next boundary, so that a client need not wait for another part to read it.
 */
export const multipart: StreamFormat = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"',
  opening: '--graphql',
  result: (result) => part(`{"payload":${JSON.stringify(result)}}`),
  heartbeat: part('{}'),
  complete: '--\r\n',
}

function part(json: string): string {
  return `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`
}
