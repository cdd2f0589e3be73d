/** Which programs were measured. */
import { MongoClient } from 'mongodb'
import { z } from 'zod'

const BuildInfo = z.object({ version: z.string(), ferretdb: z.object({ version: z.string() }).optional() })

/** Of the server that answers there: FerretDB says so, and which MongoDB it stands in for. */
export async function mongoVersion(uri: string): Promise<string> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 3_000 })
  try {
    const { version, ferretdb } = BuildInfo.parse(await client.db('admin').command({ buildInfo: 1 }))
    return ferretdb ? `FerretDB ${ferretdb.version} (as MongoDB ${version})` : version
  } finally {
    await client.close()
  }
}
