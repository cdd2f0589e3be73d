/** What carries requests to one subgraph, and the events that they receive. */

import type { UpstreamHeaders } from './upstream-headers.ts'

export type TransportRequest = {
  readonly path: string
  readonly headers: UpstreamHeaders
  readonly body: string
  /** May be sent again where its connection ends before its answer. */
  readonly idempotent: boolean
}

/** Of one request, until its answer has ended: the connection may be another's afterwards. */
export type TransportController = {
  /** Reads no more of the answer for now. What has been received already is still delivered. */
  readonly pause: () => void
  readonly resume: () => void
  /** Its connection is given up. */
  readonly abort: (reason: Error) => void
}

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>

/** Receives the events of one request: its start, then its answer up to the end or an error, one of which comes once; neither after an abort by itself. */
export type ResponseHandler = {
  /** The request was aborted: it need not be sent. */
  readonly isEnded: boolean
  /** It is about to be sent; not if it is aborted here. */
  readonly onRequestStart: (controller: TransportController) => void
  readonly onResponseStart: (controller: unknown, status: number, headers: ResponseHeaders) => void
  /** The memory of a part is reused afterwards; where it is all of the body, after `onResponseEnd`. */
  readonly onResponseData: (controller: unknown, part: Buffer, isWhole?: boolean) => void
  readonly onResponseEnd: () => void
  readonly onResponseError: (controller: unknown, error: Error) => void
}

export type HttpTransport = {
  /** Sends it by POST when a connection is free. @throws for headers that cannot be sent */
  readonly dispatch: (request: TransportRequest, handler: ResponseHandler) => void
  /** Resolves when what was sent has been answered. */
  readonly close: () => Promise<void>
  readonly destroy: () => Promise<void>
}
