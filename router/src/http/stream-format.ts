/** How results that follow each other stand in the body of one HTTP answer. */
export type StreamFormat = {
  readonly contentType: string
  readonly opening: string
  /** `json`: the text of a result; `cursor`: where its stream goes on after it. */
  readonly result: (json: string, cursor?: string) => string
  readonly heartbeat: string
  readonly complete: string
}

/** GraphQL over SSE, distinct connections mode (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md). */
export const sse: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  opening: ':\n\n',
  result: (json, cursor) => `event: next\n${eventId(cursor)}data: ${json}\n\n`,
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
  result: (json) => part(`{"payload":${json}}`),
  heartbeat: part('{}'),
  complete: '--\r\n',
}

/** A browser's EventSource sends it back as Last-Event-ID when it reconnects. */
function eventId(cursor: string | undefined): string {
  return cursor === undefined || /[\r\n\0]/.test(cursor) ? '' : `id: ${cursor}\n`
}

function part(json: string): string {
  return `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`
}
