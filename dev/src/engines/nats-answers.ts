import { jetstreamManager } from '@nats-io/jetstream'
import { ConfigError } from '@shop/platform/config.ts'
import { dialNats } from '@shop/platform/nats.ts'
import type { NatsSettings } from '@shop/platform/nats-settings.ts'

/** Why no JetStream answers there; undefined where one does. */
export async function whyNoNats(settings: NatsSettings, timeoutMs: number): Promise<string | undefined> {
  try {
    const connection = await dialNats(settings, 'start', { timeoutMs, reconnect: false })
    try {
      await (await jetstreamManager(connection, { timeout: timeoutMs })).getAccountInfo()
      return undefined
    } finally {
      await connection.close()
    }
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('; ')
    return error instanceof Error ? error.message : String(error)
  }
}
