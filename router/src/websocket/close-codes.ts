/**
 * Why this router closes a WebSocket, beside the codes of the protocol itself
 * (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md: 4400, 4401, 4406, 4408, 4409, 4429).
 */
export const Close = {
  /** The router stops: come back at once, with the last cursor; another one answers. */
  goingAway: { code: 1001, reason: 'Going away: come back' },
  /** It has too many clients now: come back later. */
  tryLater: { code: 1013, reason: 'Try again later' },
  /** The token of connection_init, or of the request that opened the socket, is not valid: do not come back with it. */
  invalidToken: { code: 4401, reason: 'Unauthorized: the token is not valid' },
  /** The token was valid and has expired: come back with a fresh one and the last cursor. */
  tokenExpired: { code: 4403, reason: 'Token expired' },
  /** The client took its messages more slowly than they came: come back with the last cursor. */
  slowClient: { code: 4413, reason: 'Too slow: come back with the last cursor' },
  /** It said what only a server may say. */
  badMessage: { code: 4400, reason: 'Invalid message received' },
  internal: { code: 1011, reason: 'Internal error' },
} as const

export type CloseReason = (typeof Close)[keyof typeof Close]
