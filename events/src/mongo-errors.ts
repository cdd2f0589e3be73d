/**
 * What errors of MongoDB's driver are, by what they say of themselves: the connection may be of another copy of the driver than the one that
 * would be found here, and so are the classes of its errors.
 */
import type { MongoBulkWriteError } from 'mongodb'
import { types } from 'node:util'

export const duplicateKey = 11_000
export const deadlock = 16_908_292 // of PostgreSQL behind a MongoDB protocol: one of two bulks was ended

/** By its name: the driver may be loaded twice. */
export function isBulkWriteError(error: unknown): error is MongoBulkWriteError {
  return types.isNativeError(error) && error.name === 'MongoBulkWriteError'
}

/** The server's, of a single write or of a whole command. */
export function codeOf(error: unknown): unknown {
  return types.isNativeError(error) && 'code' in error ? error.code : undefined
}

/** Of a single write. */
export function isDuplicateKey(error: unknown): boolean {
  return codeOf(error) === duplicateKey
}

/** What went wrong with each write of a bulk; none where the error is no bulk's, or of the whole. */
export function writeErrorsOf(error: unknown): readonly { readonly code: number; readonly index: number }[] {
  return isBulkWriteError(error) ? [error.writeErrors].flat() : []
}

/** Done, but not by enough servers yet: it may still be taken back. */
export function isUnconfirmed(error: unknown): boolean {
  if (isBulkWriteError(error)) return error.result.getWriteConcernError() !== undefined
  return types.isNativeError(error) && error.name === 'MongoWriteConcernError'
}

/** What server or driver have written on it. */
export function labelsOf(error: Error): readonly string[] {
  return 'errorLabels' in error && Array.isArray(error.errorLabels) ? error.errorLabels.map(String) : []
}
