import type { Collection, Db, Document } from 'mongodb'

/** Whatever holds an open database of the driver: `{ db }`, or a connection that has one. */
export type DatabaseSource = { readonly db?: Db | undefined }

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
  return databaseOf(source).collection<T>(name, MAJORITY)
}
