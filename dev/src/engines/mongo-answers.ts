import { MongoClient } from 'mongodb'

/** Whether a real query is answered there. A ping is not enough: FerretDB answers it while its PostgreSQL is down. */
export async function mongoAnswers(uri: string, timeoutMs = 1_000): Promise<boolean> {
  return (await whyNoMongo(uri, timeoutMs)) === undefined
}

/** Why no query is answered there; undefined where one is. */
export async function whyNoMongo(uri: string, timeoutMs: number): Promise<string | undefined> {
  try {
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: timeoutMs, connectTimeoutMS: timeoutMs })
    try {
      await client.db('shop').collection('probe').findOne({ probe: true })
      return undefined
    } finally {
      await client.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
