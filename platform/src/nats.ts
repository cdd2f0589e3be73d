import { connect, errors } from '@nats-io/transport-node'
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node'
import { types } from 'node:util'
import { ConfigError } from './config.ts'
import type { Log } from './log.ts'
import { natsOptions } from './nats-options.ts'
import { type NatsSettings, shownNats } from './nats-settings.ts'
import { persist } from './persist.ts'

/**
 * One connection for the process, which reconnects for ever. Resolves once the server has answered; tries until `signal`
 * aborts, or NATS refuses: then it rejects with a ConfigError. Close it with `drainNats`.
 *
 * @example
 * const nats = await connectNats({ settings: config, name: 'billing', log, signal: shutdown.signal })
 * await shutdown.own('nats', () => drainNats(nats))
 */
export async function connectNats(
  options: {
    readonly settings: NatsSettings
    readonly name: string
    readonly log: Log
    readonly signal: AbortSignal
  },
  dial = dialNats,
): Promise<NatsConnection> {
  const { settings, name, log, signal } = options
  const final = (error: unknown) => error instanceof ConfigError
  const connection = await persist(() => dial(settings, name), { what: 'NATS', log, signal, final })
  logStatus(connection, log).catch((err: unknown) => log.warn({ err }, 'the status of NATS is not logged any more'))
  return connection
}

/**
 * One try to connect. Rejects with a ConfigError, whose one line says what to correct, where the server is there and does not let
 * us in, or one of the two is not content with the other's TLS.
 */
export async function dialNats(
  settings: NatsSettings,
  name: string,
  { timeoutMs = 2_000, reconnect = true } = {},
): Promise<NatsConnection> {
  const options: NodeConnectionOptions = {
    ...natsOptions(settings, name),
    timeout: timeoutMs,
    reconnect,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    reconnectJitterTLS: 250,
  }
  try {
    return await connect(options)
  } catch (error) {
    throw refusal(error, settings) ?? (await refusalOfCertificate(error, options, settings)) ?? error
  }
}

/**
 * A server refuses a client's certificate, or that it has none, after the client has taken TLS for made. The client then waits for its
 * timeout, unless it is not to connect again: that way it says why.
 */
async function refusalOfCertificate(
  error: unknown,
  options: NodeConnectionOptions,
  settings: NatsSettings,
): Promise<ConfigError | undefined> {
  if (!options.reconnect || !(error instanceof errors.TimeoutError)) return undefined
  try {
    await (await connect({ ...options, reconnect: false })).close()
    return undefined
  } catch (reason) {
    return refusal(reason, settings)
  }
}

function refusal(error: unknown, { NATS_URL, NATS_USER }: NatsSettings): ConfigError | undefined {
  if (!types.isNativeError(error)) return undefined
  const at = `NATS at ${shownNats(NATS_URL)}`
  // That we were too slow to answer is no refusal.
  const refuses = error instanceof errors.AuthorizationError && !/timeout/i.test(error.message)
  if (refuses || error instanceof errors.UserAuthenticationExpiredError) {
    const login = NATS_USER === undefined ? 'the login' : `the login of ${NATS_USER}`
    return new ConfigError([
      `${at} refuses ${login} (${error.message}): check the user and password, or what is given instead`,
    ])
  }
  if (isOfTls(error)) return new ConfigError([`${at}: no TLS (${reasonOf(error)}): check NATS_TLS_CA, _CERT and _KEY`])
  return undefined
}

/** Of OpenSSL's verification, of Node's TLS, and of the client where the server has none. */
const OF_TLS = /^(ERR_(TLS|SSL|OSSL)|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH)/

function isOfTls(error: Error): boolean {
  if ('code' in error && typeof error.code === 'string' && OF_TLS.test(error.code)) return true
  if (/'tls'|"tls"|\bPEM\b/.test(error.message)) return true
  return types.isNativeError(error.cause) && isOfTls(error.cause)
}

/** OpenSSL's own is a line of its error queue, with places in its sources. */
function reasonOf(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message
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

async function logStatus(connection: NatsConnection, log: Log): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'disconnect') log.warn('NATS is away')
    else if (status.type === 'reconnect') log.info('NATS is back')
    else if (status.type === 'error') log.warn({ err: status.error }, 'NATS reports an error')
  }
}
