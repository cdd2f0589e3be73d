/**
 * Idempotency keys. Whoever comes first with a key has claimed it, and with it the operation's id; whoever comes again, at once or
 * after a restart, gets the first one's id, under which the command is done once.
 */

import type { Collection } from 'mongodb'
import { createHash } from 'node:crypto'
import { reach, readConcern } from './aggregates/mongoDocuments.ts'
import { Unreachable } from './aggregates/ports.ts'

export type ClaimedKey = {
  readonly _id: string // caller:key
  readonly operation: string
  readonly fingerprint: string // of the input: another input under the same key is a conflict
}

export type Claim = {
  readonly caller: string // user id
  readonly key: string // 1 to 128 printable ASCII
  readonly operation: string // UUIDv7, to be used if the key is free
  readonly input: unknown // JSON; compared by value
}

/** Throws `Unreachable` where the database is away: the claim may or may not stand, and can be made again. */
export async function claimKey(
  keys: Collection<ClaimedKey>,
  { caller, key, operation, input }: Claim,
): Promise<{ readonly operation: string; readonly first: boolean } | 'conflict'> {
  const _id = `${caller}:${key}`
  const fingerprint = fingerprintOf(input)
  try {
    await reach(() => keys.insertOne({ _id, operation, fingerprint }, { timeoutMS }))
    return { operation, first: true }
  } catch (error) {
    if (!isTaken(error)) throw error
  }
  const claimed = await reach(() => keys.findOne({ _id }, { timeoutMS, readConcern }))
  if (!claimed) throw new Unreachable('the key is being claimed right now')
  return claimed.fingerprint === fingerprint ? { operation: claimed.operation, first: false } : 'conflict'
}

const timeoutMS = 5_000

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11_000
}

/** The same for the same value, whatever the order of its fields. */
function fingerprintOf(input: unknown): string {
  return createHash('sha256').update(JSON.stringify(input, sortedFields)).digest('base64url')
}

function sortedFields(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
