/** Accounts and their log as they are stored, and every read. Writes go through the aggregates. */
import { historyOf } from '@shop/events/collections.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import type { LogEntry } from '@shop/events/outbox/mongo-log.ts'
import { entryOf, logRange } from '@shop/events/outbox/mongo-log.ts'
import type { PageRequest } from '@shop/subgraph-server/connection.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import { pagesAtOnce } from '@shop/subgraph-server/pages.ts'
import { type Connection, type QueryFilter, Schema } from 'mongoose'
import { aggregates } from '../manifest.ts'
import type { Account } from './domain/account.ts'

type StoredAccount = { readonly _id: string; readonly state: Pick<Account, 'points'> }
/** A user as GraphQL's fields find it; `points` where they are known already. */
export type AccountOwner = { readonly id: string; readonly points?: number }
export type PayStore = ReturnType<typeof openStore>
export type HistoryKey = { readonly userId: string; readonly page: PageRequest }

const ACCOUNTS = aggregates.account.documents

/** A balance may change without an entry in sight, but never an entry without a change of the balance. */
const ENTRIES = { $or: [{ 'event.type': 'PointsAdded' }, { 'event.data.amount': { $gt: 0 } }] }

export function openStore(connection: Connection) {
  const schema = new Schema<LogEntry>(
    { _id: String, operation: String, event: Object },
    { collection: 'account_events', versionKey: false, strict: false },
  )
  const log = connection.model('AccountEvent', schema)
  const accounts = nativeCollection<StoredAccount>(connection, ACCOUNTS)
  const history = historyOf(connection, { name: 'account', documents: ACCOUNTS })

  return {
    /** Points by user; a user without an account is not in it. */
    pointsOf: async (userIds: readonly string[]): Promise<ReadonlyMap<string, number>> => {
      const projection = { 'state.points': 1 }
      const found = await accounts.find({ _id: { $in: [...userIds] } }, { projection }).toArray()
      return new Map(found.map(({ _id, state }) => [_id, state.points]))
    },
    /** What changed the balances, newest first; for every key one entry more than its page holds where there are more. */
    histories: async (keys: readonly HistoryKey[]): Promise<LogEntry[][]> => {
      // Outboxes first: what is in them is logged soon, and would else be read in neither.
      const unlogged = (await history.unlogged(keys.map(({ userId }) => userId))).filter(isEntry).map(entryOf)
      const logged = await pagesAtOnce<LogEntry>(
        log,
        keys.map(({ userId, page: { after, limit } }) => {
          const { $gte, $lt } = logRange(userId)
          const filter: QueryFilter<LogEntry> = { _id: { $gte, $lt: after ?? $lt }, ...ENTRIES }
          return { filter, limit }
        }),
      )
      return keys.map((key, index) => newestOf(key, [...unlogged, ...(logged[index] ?? [])]))
    },
  }
}

/** As ENTRIES. */
function isEntry({ type, data }: RawEnvelope): boolean {
  return type === 'PointsAdded' || Number(data['amount'] ?? 0) > 0
}

/** The page's entries, newest first and each once, and one more where there are more. */
function newestOf({ userId, page: { after, limit } }: HistoryKey, entries: readonly LogEntry[]): LogEntry[] {
  const { $gte, $lt } = logRange(userId)
  const own = entries.filter(({ _id }) => _id >= $gte && _id < (after ?? $lt))
  const each = new Map(own.map((entry) => [entry._id, entry]))
  return [...each.values()].toSorted((a, b) => (a._id < b._id ? 1 : -1)).slice(0, limit + 1)
}
