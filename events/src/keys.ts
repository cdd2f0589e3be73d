/**
 * Idempotency keys. The first call with a key claims it, and with it the operation's id; a later one, at once or
 * after a restart, gets the first one's id, under which the command is done once. While one write is in flight, claims collect.
 */

import { createHash } from 'node:crypto'
import { Unavailable, Unreachable } from './aggregates/ports.ts'

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

const maxAtOnce = 500
const maxWaiting = 2_000

/**
 * @example
 * const claimed = await keys.claim({ caller, key, operation: uuidv7(), input })
 * if (claimed === 'conflict') throw refusal('IDEMPOTENCY_CONFLICT', 'the key was used with other input')
 * await aggregates.execute(id, { ...command, operation: claimed.operation }) // done once under it
 */
export class IdempotencyKeys {
  readonly #store: KeyStore
  #waiting: WaitingClaim[] = []
  #working = false

  constructor(store: KeyStore) {
    this.#store = store
  }

  /**
   * Rejects with `Unavailable` where too many wait, and with `Unreachable` where the database is away: the claim may or may not stand,
   * and can be made again.
   */
  async claim({ caller, key, operation, input }: Claim): Promise<Claimed> {
    if (this.#waiting.length >= maxWaiting) throw new Unavailable('too many idempotency keys are being claimed')
    const wanted = { _id: `${caller}:${key}`, operation, fingerprint: fingerprintOf(input) }
    const { promise, resolve, reject } = Promise.withResolvers<Claimed>()
    this.#waiting.push({ wanted, resolve, reject })
    if (!this.#working) void this.#work()
    return promise
  }

  async #work(): Promise<void> {
    this.#working = true
    await Promise.resolve() // what comes in the same turn goes together
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, maxAtOnce).sort(byId) // two replicas that insert in one order wait for each other, at worst
      try {
        await this.#settle(batch)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#working = false
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
