/**
 * Idempotency keys. The first call with a key claims it, and with it the operation's id; a later one, at once or
 * after a restart, gets the first one's id, under which the command is done once. While one write is in flight, claims collect.
 */

import { createHash } from 'node:crypto'
import { type Clock, systemClock, Unavailable, Unreachable } from './aggregates/ports.ts'
import { collectsWhileWriting } from './batching/batch-window.ts'
import { Batcher } from './batching/batcher.ts'

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

export type Claimed = { readonly operation: string; readonly isNew: boolean } | 'conflict'

/** Where claimed keys stand: in MongoDB, or, for a simulation, in memory. Both throw `Unreachable`. */
export interface KeyStore {
  /** Answers the indexes of those that are taken; the others are stored. */
  insert(keys: readonly ClaimedKey[]): Promise<ReadonlySet<number>>
  read(ids: readonly string[]): Promise<ClaimedKey[]>
}

type WaitingClaim = { readonly wanted: ClaimedKey } & Pick<PromiseWithResolvers<Claimed>, 'resolve' | 'reject'>

const maxItems = 500
const maxWaiting = 2_000

/**
 * @example
 * const claimed = await keys.claim({ caller, key, operation: uuidv7(), input })
 * if (claimed === 'conflict') throw new CallerError('IDEMPOTENCY_CONFLICT', 'the key was used with other input')
 * await aggregates.execute(id, { ...command, operation: claimed.operation }) // done once under it
 */
export class IdempotencyKeys {
  readonly #store: KeyStore
  readonly #batcher: Batcher<WaitingClaim>

  constructor(store: KeyStore, clock: Clock = systemClock) {
    this.#store = store
    this.#batcher = new Batcher({ clock, window: collectsWhileWriting, maxItems, write: (batch) => this.#write(batch) })
  }

  /**
   * Rejects with `Unavailable` where too many wait, and with `Unreachable` where the database is away: the claim may or may not stand,
   * and can be made again.
   */
  async claim({ caller, key, operation, input }: Claim): Promise<Claimed> {
    if (this.#batcher.size >= maxWaiting) throw new Unavailable('too many idempotency keys are being claimed')
    const wanted = { _id: `${caller}:${key}`, operation, fingerprint: fingerprintOf(input) }
    const { promise, resolve, reject } = Promise.withResolvers<Claimed>()
    this.#batcher.add({ wanted, resolve, reject })
    return promise
  }

  async #write(claims: readonly WaitingClaim[]): Promise<void> {
    const batch = claims.toSorted(byId) // two replicas that insert in one order wait for each other, at worst
    try {
      await this.#settle(batch)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  async #settle(batch: readonly WaitingClaim[]): Promise<void> {
    const taken = await this.#store.insert(batch.map(({ wanted }) => wanted))
    const others =
      taken.size > 0 ? await this.#store.read([...taken].map((index) => batch[index]?.wanted._id ?? '')) : []
    const claimed = new Map(others.map((key) => [key._id, key]))
    for (const [index, { wanted, resolve, reject }] of batch.entries()) {
      if (!taken.has(index)) {
        resolve({ operation: wanted.operation, isNew: true })
        continue
      }
      const first = claimed.get(wanted._id)
      if (!first) reject(new Unreachable('the key is being claimed right now'))
      else if (first.fingerprint !== wanted.fingerprint) resolve('conflict')
      else resolve({ operation: first.operation, isNew: first.operation === wanted.operation })
    }
  }
}

function byId(a: WaitingClaim, b: WaitingClaim): number {
  return a.wanted._id < b.wanted._id ? -1 : a.wanted._id > b.wanted._id ? 1 : 0
}

/** The same for the same value, whatever the order of its fields. */
function fingerprintOf(input: unknown): string {
  return createHash('sha256').update(JSON.stringify(input, sortedFields)).digest('base64url')
}

function sortedFields(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
