import { JetStreamApiError } from '@nats-io/jetstream'
import { errors as nats } from '@nats-io/transport-node'
import { types } from 'node:util'
import { isBulkWriteError, labelsOf } from './mongo-errors.ts'
import { NotNow } from './not-now.ts'

/** Of the driver, by name: no server could be reached, none was found in time, or no connection was to be had. */
const MONGO_OUTAGES = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoOperationTimeoutError',
  'MongoWaitQueueTimeoutError',
  'MongoPoolClosedError',
  'MongoClientClosedError',
])

const NATS_OUTAGES = [
  nats.ClosedConnectionError,
  nats.ConnectionError,
  nats.DrainingConnectionError,
  nats.NoRespondersError,
  nats.RequestError,
  nats.TimeoutError,
]

/**
 * Error codes of JetStream that mean "not now": a cluster that lacks servers or a leader, an error of Raft, a stream or a consumer whose
 * servers are away, and no room for what is to be stored. Source: server/errors.json of nats-server.
 */
const JETSTREAM_NOT_NOW = new Set<unknown>([
  ...[10_004, 10_005, 10_007, 10_008, 10_009, 10_041, 10_118, 10_119, 10_194, 10_195],
  ...[10_023, 10_028, 10_047, 10_077],
])

/** Of the driver, by name: what a server answered, which its code says more of. */
const MONGO_ANSWERS = new Set([
  'MongoServerError',
  'MongoBulkWriteError',
  'MongoClientBulkWriteError',
  'MongoWriteConcernError',
])

/**
 * Server codes of MongoDB that mean "not now": InternalError (a protocol server whose store is down), what MongoDB's own drivers try again,
 * for reads and for writes (shutdown, no primary, no majority), and an operation or a cursor that an election has ended.
 */
const MONGO_NOT_NOW = new Set<unknown>([
  ...[1, 6, 7, 43, 63, 89, 91, 133, 134, 150, 175, 189, 234, 237, 262],
  ...[9001, 10107, 11600, 11601, 11602, 13388, 13435, 13436],
])

/** The label by which the server has a driver retry. */
const TRY_AGAIN = ['RetryableWriteError', 'TransientTransactionError', 'RetryableError', 'SystemOverloadedError']

/** Of the operating system: a driver that writes to a socket the other side has just closed passes them on as they are. */
const SOCKET_FAULTS = new Set<unknown>(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'ETIMEDOUT'])

/** Whether an error says that MongoDB, NATS or JetStream cannot be reached or is overrun, as against a fault in the program. */
export function isOutage(error: unknown): boolean {
  if (!types.isNativeError(error)) return false
  if (error instanceof NotNow || MONGO_OUTAGES.has(error.name)) return true
  const code = 'code' in error ? error.code : undefined
  if (SOCKET_FAULTS.has(code)) return true
  // A bulk wraps what kept it from being sent or answered.
  if (isBulkWriteError(error) && types.isNativeError(error.errorResponse)) return isOutage(error.errorResponse)
  if (labelsOf(error).some((label) => TRY_AGAIN.includes(label))) return true
  if (MONGO_ANSWERS.has(error.name)) return MONGO_NOT_NOW.has(code)
  if (error instanceof JetStreamApiError) return JETSTREAM_NOT_NOW.has(code)
  return NATS_OUTAGES.some((kind) => error instanceof kind)
}

/** Seconds after which trying again makes sense. */
export function retryAfter(error: unknown): number {
  return error instanceof NotNow ? error.retryAfter : 1
}
