import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'

/** Why no JetStream answers there; undefined where one does. */
export async function whyNoNats(url: string, timeoutMs: number): Promise<string | undefined> {
  try {
    const connection = await connect({ servers: url, timeout: timeoutMs, reconnect: false })
    try {
      await (await jetstreamManager(connection, { timeout: timeoutMs })).getAccountInfo()
      return undefined
    } finally {
      await connection.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
