import { connect } from '@nats-io/transport-node'
import type { NatsConnection } from '@nats-io/transport-node'
import type { Log } from './log.ts'
import { persist } from './persist.ts'

/**
 * One connection for the process, which reconnects for ever. Resolves once the server has answered; tries until `signal`
 * aborts. Close it with `drainNats`.
 */
export async function connectNats(options: {
  readonly url: string
  readonly name: string
  readonly log: Log
  readonly signal: AbortSignal
}): Promise<NatsConnection> {
  const { url, name, log, signal } = options
  const open = () =>
    connect({
      servers: url,
      name,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      reconnectJitter: 250,
      timeout: 2_000,
      noAsyncTraces: true, // a stack trace for every request, kept in case it fails, is an eighth of what publishing costs
    })
  const connection = await persist(open, { what: 'NATS', log, signal })
  tellOf(connection, log).catch((err: unknown) => log.warn({ err }, 'what becomes of NATS is not told any more'))
  return connection
}

/** Rejects where the server does not answer in time. */
export async function pingNats(connection: NatsConnection): Promise<void> {
  await connection.rtt()
}

/** Lets messages under way finish, then closes; where the server is away, closes at once. */
export async function drainNats(connection: NatsConnection): Promise<void> {
  if (connection.isClosed()) return
  try {
    await connection.rtt()
    await connection.drain()
  } catch {
    await connection.close()
  }
}

async function tellOf(connection: NatsConnection, log: Log): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'disconnect') log.warn('NATS is away')
    else if (status.type === 'reconnect') log.info('NATS is back')
    else if (status.type === 'error') log.warn({ err: status.error }, 'NATS reports an error')
  }
}
