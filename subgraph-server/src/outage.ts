import { errors as nats } from '@nats-io/transport-node'
import { mongo } from 'mongoose'
import { types } from 'node:util'
import { NotNow } from './not-now.ts'

const MONGO_OUTAGES = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoOperationTimeoutError,
]

const NATS_OUTAGES = [
  nats.ClosedConnectionError,
  nats.ConnectionError,
  nats.DrainingConnectionError,
  nats.NoRespondersError,
  nats.RequestError,
  nats.TimeoutError,
]

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

/** Of the driver, which exports no classes for them: no connection was free in time, or all are being closed. */
const POOL_OUTAGES = new Set(['MongoWaitQueueTimeoutError', 'MongoPoolClosedError', 'MongoClientClosedError'])

/** Whether an error says that MongoDB or NATS cannot be reached or is overrun, as against a fault in the program. */
export function isOutage(error: unknown): boolean {
  if (!types.isNativeError(error)) return false
  if (error instanceof NotNow || POOL_OUTAGES.has(error.name)) return true
  if ('code' in error && SOCKET_FAULTS.has(error.code)) return true
  // A bulk wraps what kept it from being sent or answered.
  if (error instanceof mongo.MongoBulkWriteError && types.isNativeError(error.errorResponse))
    return isOutage(error.errorResponse)
  if (error instanceof mongo.MongoError && TRY_AGAIN.some((label) => error.hasErrorLabel(label))) return true
  if (error instanceof mongo.MongoServerError) return MONGO_NOT_NOW.has(error.code)
  return [...MONGO_OUTAGES, ...NATS_OUTAGES].some((kind) => error instanceof kind)
}

/** Seconds after which trying again makes sense. */
export function retryAfter(error: unknown): number {
  return error instanceof NotNow ? error.retryAfter : 1
}
