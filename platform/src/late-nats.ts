import type { NatsConnection } from '@nats-io/transport-node'
import { ConfigError } from './config.ts'
import { connectNats, dialNats } from './nats.ts'

/** A connection that a process does without until there is one. */
export type LateNats = {
  /** Undefined as long as NATS has not been there. */
  readonly connection: NatsConnection | undefined
  /** Rejects where NATS refuses, or the process stops before it is there. */
  readonly connected: Promise<NatsConnection>
}

/**
 * Resolves after one try, whether NATS is there or not; goes on trying where it is not. Rejects with a ConfigError where it refuses at
 * once.
 */
export async function connectNatsLater(options: Parameters<typeof connectNats>[0]): Promise<LateNats> {
  let connection: NatsConnection | undefined
  const tried = Promise.withResolvers<void>()
  const dial: typeof dialNats = async (...args) => {
    try {
      return (connection = await dialNats(...args))
    } catch (error) {
      if (!(error instanceof ConfigError)) tried.resolve()
      throw error
    }
  }
  const connected = connectNats(options, dial)
  connected.then(() => tried.resolve(), tried.reject)
  await tried.promise
  return {
    get connection() {
      return connection
    },
    connected,
  }
}
