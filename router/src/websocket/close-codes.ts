import type { WebSocket } from 'ws'

/** Why this router closes a WebSocket: codes of the protocol (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md) and its own. */
export const Close = {
  /** The router stops: reconnect at once, with the last cursor; another router answers. */
  goingAway: { code: 1001, reason: 'Going away: come back' },
  /** The router has too many clients now: reconnect later. */
  tryLater: { code: 1013, reason: 'Try again later' },
  /** The token of connection_init, or of the request that opened the socket, is not valid: do not reconnect with it. */
  invalidToken: { code: 4401, reason: 'Unauthorized: the token is not valid' },
  /** The token was valid and has expired: reconnect with a fresh one and the last cursor. */
  tokenExpired: { code: 4403, reason: 'Token expired' },
  /** The client took its messages more slowly than they came: reconnect with the last cursor. */
  slowClient: { code: 4413, reason: 'Too slow: come back with the last cursor' },
  /** The client sent what is no message of the protocol, or a message that only a server may send. */
  badMessage: { code: 4400, reason: 'Invalid message received' },
  notInitialised: { code: 4401, reason: 'Unauthorized: connection_init comes first' },
  otherProtocol: { code: 4406, reason: 'Subprotocol not acceptable' },
  initTimeout: { code: 4408, reason: 'Connection initialisation timeout' },
  idTaken: { code: 4409, reason: 'Subscriber for this id already exists' },
  initialisedTwice: { code: 4429, reason: 'Too many initialisation requests' },
  tooManyPings: { code: 4429, reason: 'Too many pings' },
  tooManyMessages: { code: 4429, reason: 'Too many messages' },
  internal: { code: 1011, reason: 'Internal error' },
} as const

export type CloseReason = (typeof Close)[keyof typeof Close]

export const CLOSE_TIMEOUT_MS = 1_000

/** Starts the closing handshake with this code and reason. */
export function close(socket: WebSocket, { code, reason }: CloseReason): void {
  socket.close(code, reason)
}

/** A client that does not answer the close frame is disconnected. */
export function cutOffSoon(socket: WebSocket): void {
  const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS)
  socket.once('close', () => clearTimeout(timer))
}
