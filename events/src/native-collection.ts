import type { Collection, Db, Document } from 'mongodb'

/** What lets a write go on: resolves at once, later, or rejects. */
export type Fence = { readonly pass: () => Promise<void> }

/** Whatever holds an open database of the driver: `{ db }`, or a connection that has one. Writes of its collections pass the fence. */
export type DatabaseSource = { readonly db?: Db | undefined; readonly fence?: Fence | undefined }

/** The driver's own database. Throws where the connection is not open. */
export function databaseOf({ db }: DatabaseSource): Db {
  if (!db) throw new TypeError('the connection is not open')
  return db
}

/** No decision, answer or event rests on what a change of primary rolls back, whatever the connection was opened with. */
export const MAJORITY = {
  readPreference: 'primary',
  readConcern: { level: 'majority' },
  writeConcern: { w: 'majority', journal: true },
} as const

/** The driver's own collection, for what is done so often that what stands on it would count. */
export function nativeCollection<T extends Document>(source: DatabaseSource, name: string): Collection<T> {
  const collection = databaseOf(source).collection<T>(name, MAJORITY)
  return source.fence ? fenced(collection, source.fence) : collection
}

const writes = [
  ...(['bulkWrite', 'insertOne', 'insertMany', 'updateOne', 'updateMany', 'deleteOne', 'deleteMany'] as const),
  ...(['replaceOne', 'findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete', 'rename', 'drop'] as const),
] as const satisfies readonly (keyof Collection)[]

function fenced<T extends Document>(collection: Collection<T>, fence: Fence): Collection<T> {
  for (const name of writes) {
    const write: unknown = collection[name]
    if (typeof write !== 'function') continue
    const value = async (...args: readonly unknown[]): Promise<unknown> => {
      await fence.pass()
      return Reflect.apply(write, collection, args)
    }
    Object.defineProperty(collection, name, { value })
  }
  return collection
}
