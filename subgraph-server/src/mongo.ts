import mongoose from 'mongoose'
import type { Connection, ConnectOptions } from 'mongoose'
import { MAJORITY } from '@shop/events/native-collection.ts'
import { HEALTH } from '@shop/events/restored.ts'
import type { Log } from '@shop/platform/log.ts'
import { persist } from '@shop/platform/persist.ts'

const OPTIONS: ConnectOptions = {
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  waitQueueTimeoutMS: 2_000,
  maxPoolSize: 20,
  ...MAJORITY,
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
}

/**
 * One connection for the process, which survives the server's restarts by itself. While the server is away operations fail
 * after about 2 s instead of waiting. Resolves once the server has answered; tries until `signal` aborts.
 */
export function connectMongo(options: {
  readonly uri: string
  readonly database: string
  readonly name: string
  readonly log: Log
  readonly signal: AbortSignal
}): Promise<Connection> {
  const { uri, database, name, log, signal } = options
  const connect = async () => {
    const connection = mongoose.createConnection()
    connection.on('error', (err) => log.warn({ err }, 'the MongoDB connection reports an error'))
    await connection.openUri(uri, { ...OPTIONS, dbName: database, appName: name })
    try {
      await pingMongo(connection)
    } catch (error) {
      await connection.close(true)
      throw error
    }
    return connection
  }
  return persist(connect, { what: 'MongoDB', log, signal })
}

/** A real query: a connection may look open while the store behind it is down. Rejects where it does not answer. */
export async function pingMongo(connection: Connection): Promise<void> {
  await connection.collection(HEALTH).findOne({ _id: { $exists: false } }, { projection: { _id: 1 }, timeoutMS: 1_500 })
}
