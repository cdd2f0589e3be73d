/** What operators did, and which dead letters they have in hand, as they are stored. */
import type { PageRequest } from '@shop/subgraph-server/connection.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import { duplicateKey, isDuplicateKey, writeErrorsOf } from '@shop/events/mongo-errors.ts'
import type { Collection, Condition } from 'mongodb'
import { throughOutages } from '@shop/events/through-outages.ts'
import type { OperatorActionKind } from './generated/graphql.ts'

type StoreSource = Parameters<typeof nativeCollection>[0]

export type StoredAction = {
  readonly _id: string // UUIDv7: its order is the order of time
  readonly at: string // RFC 3339, UTC, milliseconds
  readonly user: string
  readonly kind: OperatorActionKind
  readonly reason: string | null
  readonly subject: string
  readonly affected: number
  /** Who works on it has said so then; null: it is over. */
  readonly workedOnAt: Date | null
  /** Of two requests under one key, the one that began it. */
  readonly begunBy?: string
  /** What is to be claimed for it, until it is over. */
  readonly letters?: readonly string[]
}

/** A dead letter claimed by one action, until that is over: no other acts on it. */
type LetterClaim = { readonly _id: string; readonly action: string }

const timeoutMS = 5_000
const clocksAgreeMs = 60_000 // what was recorded further ahead was recorded by a clock that has been set back since

export class OperationsStore {
  readonly #actions: Collection<StoredAction>
  readonly #claims: Collection<LetterClaim>

  constructor(connection: StoreSource) {
    this.#actions = nativeCollection(connection, 'operations_actions')
    this.#claims = nativeCollection(connection, 'operations_claims')
  }

  async index(): Promise<void> {
    await throughOutages(async () => {
      await this.#actions.createIndex({ workedOnAt: 1 }, { name: 'workedOnAt' })
      await this.#claims.createIndex({ action: 1 }, { name: 'action' })
    })
  }

  /** Answers what stands there: this one, or the one that was begun under its id before. */
  begin(action: StoredAction): Promise<StoredAction> {
    return throughOutages(async () => {
      try {
        await this.#actions.insertOne(action, { timeoutMS })
        return action
      } catch (error) {
        const there = isDuplicateKey(error) ? await this.find(action._id) : undefined
        if (!there) throw error
        return there
      }
    })
  }

  async find(action: string): Promise<StoredAction | undefined> {
    return (await this.#actions.findOne({ _id: action }, { timeoutMS })) ?? undefined
  }

  /** Newest first; one more than the page holds where there are more. */
  page({ after, limit }: PageRequest): Promise<StoredAction[]> {
    return this.#actions
      .find(after === undefined ? {} : { _id: { $lt: after } }, { projection: { letters: 0 }, timeoutMS })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .toArray()
  }

  /** Answers those letters that are this action's now: others have the rest in hand. */
  async claim(action: string, letters: readonly string[]): Promise<string[]> {
    if (letters.length === 0) return []
    await throughOutages(() => this.#claim(action, letters))
    const claimed = new Set(await this.claimsOf(action)) // a write that was sent twice is refused by itself
    return letters.filter((id) => claimed.has(id))
  }

  async #claim(action: string, letters: readonly string[]): Promise<void> {
    try {
      const claims = letters.map((_id) => ({ _id, action }))
      await this.#claims.insertMany(claims, { ordered: false, timeoutMS })
    } catch (error) {
      const errors = writeErrorsOf(error)
      if (errors.length === 0 || errors.some(({ code }) => code !== duplicateKey)) throw error
    }
  }

  async claimsOf(action: string): Promise<string[]> {
    const claims = await throughOutages(() => this.#claims.find({ action }, { timeoutMS }).toArray())
    return claims.map(({ _id }) => _id)
  }

  async release(action: string, letters: readonly string[]): Promise<void> {
    if (letters.length === 0) return
    await throughOutages(() => this.#claims.deleteMany({ action, _id: { $in: [...letters] } }, { timeoutMS }))
  }

  async affects(action: string, affected: number): Promise<void> {
    await throughOutages(() => this.#actions.updateOne({ _id: action }, { $set: { affected } }, { timeoutMS }))
  }

  /** A replica goes on with it, unless it is done. */
  async worksOn(action: string, now: Date): Promise<void> {
    const open = { _id: action, workedOnAt: { $ne: null } }
    await throughOutages(() => this.#actions.updateOne(open, { $set: { workedOnAt: now } }, { timeoutMS }))
  }

  /** It is done: no replica goes on with it. */
  async end(action: string, affected: number): Promise<void> {
    await throughOutages(async () => {
      await this.#claims.deleteMany({ action }, { timeoutMS })
      const over = { $set: { affected, workedOnAt: null }, $unset: { letters: true } } as const
      await this.#actions.updateOne({ _id: action }, over, { timeoutMS })
    })
  }

  /**
   * Claims an action that has had no progress since that time, by the clocks as they are now; undefined: there is none that another has not
   * just claimed or ended.
   */
  async takeOver(before: Date, now: Date): Promise<StoredAction | undefined> {
    const ahead = new Date(now.getTime() + clocksAgreeMs)
    return (await this.#takeOver({ $lt: before }, now)) ?? (await this.#takeOver({ $gt: ahead }, now))
  }

  async #takeOver(stale: Condition<Date | null>, now: Date): Promise<StoredAction | undefined> {
    for (;;) {
      const found = await this.#actions.findOne({ workedOnAt: stale }, { sort: { workedOnAt: 1 }, timeoutMS })
      if (!found) return undefined
      const { _id, workedOnAt } = found
      const taken = await this.#actions.updateOne({ _id, workedOnAt }, { $set: { workedOnAt: now } }, { timeoutMS })
      if (taken.matchedCount === 1) return found
    }
  }
}
