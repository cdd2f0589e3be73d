/** The options of NATS's client from the settings, for all that connect. */

import { credsAuthenticator, nkeyAuthenticator } from '@nats-io/transport-node'
import type { Authenticator, NodeConnectionOptions } from '@nats-io/transport-node'
import { readFileSync } from 'node:fs'
import { ConfigError } from './config.ts'
import { type NatsSettings, natsRules, readNatsUrl } from './nats-settings.ts'

/** A server that vanishes silently is noticed after two pings without an answer: 10 to 15 s. */
const pings = { pingInterval: 5_000, maxPingOut: 2 }

/**
 * `name` is the connection's, and its inbox's: `_INBOX_<name>`. Files are read at each connection, so they may be exchanged. Throws a
 * ConfigError where settings contradict each other, or a file cannot be read.
 */
export function natsOptions(settings: NatsSettings, name: string): NodeConnectionOptions {
  const problems = [
    ...natsRules(settings).map(({ names, problem }) => `${names.join(', ')}: ${problem}`),
    ...unreadable(settings),
  ]
  if (problems.length > 0) throw new ConfigError(problems)
  const { hosts, tls, login } = readNatsUrl(settings.NATS_URL)
  const { NATS_USER: user, NATS_PASSWORD: pass, NATS_TLS_CA, NATS_TLS_CERT } = settings
  const authenticator = authenticatorOf(settings)
  return {
    ...pings,
    ...login,
    ...(user !== undefined && pass !== undefined ? { user, pass } : {}),
    ...(authenticator ? { authenticator } : {}),
    ...(tls || NATS_TLS_CA || NATS_TLS_CERT ? { tls: tlsFiles(settings) } : {}), // then no connection goes on without
    servers: [...hosts],
    name,
    inboxPrefix: `_INBOX_${name.replaceAll(/\W+/g, '_')}`,
    ignoreAuthErrorAbort: true, // a password that is being exchanged: the connection comes back when both have the new one
    noAsyncTraces: true, // a stack trace for every request, kept in case it fails, is an eighth of what publishing costs
  }
}

function tlsFiles({ NATS_TLS_CA, NATS_TLS_CERT, NATS_TLS_KEY }: NatsSettings) {
  const files = { caFile: NATS_TLS_CA, certFile: NATS_TLS_CERT, keyFile: NATS_TLS_KEY }
  return Object.fromEntries(Object.entries(files).filter(([, file]) => file !== undefined))
}

function authenticatorOf({ NATS_CREDS, NATS_NKEY }: NatsSettings): Authenticator | undefined {
  if (NATS_CREDS !== undefined) return credsAuthenticator(() => readFileSync(NATS_CREDS))
  if (NATS_NKEY !== undefined) return nkeyAuthenticator(() => Buffer.from(readFileSync(NATS_NKEY, 'utf8').trim()))
  return undefined
}

function unreadable({ NATS_CREDS, NATS_NKEY, NATS_TLS_CA, NATS_TLS_CERT, NATS_TLS_KEY }: NatsSettings): string[] {
  const files = Object.entries({ NATS_CREDS, NATS_NKEY, NATS_TLS_CA, NATS_TLS_CERT, NATS_TLS_KEY })
  return files.flatMap(([setting, file]) => {
    if (file === undefined) return []
    try {
      readFileSync(file)
      return []
    } catch (error) {
      return [`${setting}: is ${JSON.stringify(file)}; expected a file that can be read (${message(error)})`]
    }
  })
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
