/** MongoDB and NATS, open for a command. */

import type { Contract } from '@shop/events/contract/contract.ts'
import { type EventStreams, openStreams } from '@shop/events/messaging/connection.ts'
import { type StreamSettings, streamSettings } from '@shop/events/messaging/stream-settings.ts'
import { ConfigError, readConfig } from '@shop/platform/config.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectMongo } from '@shop/subgraph-server/mongo.ts'
import { connectNats } from '@shop/platform/nats.ts'
import { type NatsSettings, natsSettings, shownNats } from '@shop/platform/nats-settings.ts'
import { tlsSettings, tlsWhereRequired } from '@shop/platform/require-tls.ts'
import { eventsSettings } from '@shop/events/settings.ts'
import { serviceSettings } from '@shop/subgraph-server/settings.ts'
import type { NatsConnection } from '@nats-io/transport-node'
import type { Connection } from 'mongoose'
import { z } from 'zod'

export type RecoveryConnections = {
  /** What there is to be recovered. */
  readonly contract: Contract
  readonly mongo: Connection
  readonly streams: EventStreams
  readonly nats: NatsConnection
  readonly close: () => Promise<void>
}

export type RecoveryAddresses = {
  readonly mongoUri: string
  readonly database: string
  readonly natsUrl: string
  /** How to get into NATS, where its URL does not say so. */
  readonly natsAccess?: Omit<NatsSettings, 'NATS_URL'>
  /** How the streams are made where they are gone. */
  readonly events?: StreamSettings
}

const answersWithinMs = 5_000

/** MONGODB_URI, MONGODB_DATABASE, EVENTS_*, and NATS_URL with the settings beside it. */
export function addresses(env: Readonly<Record<string, string | undefined>>): RecoveryAddresses {
  const { MONGODB_URI, MONGODB_DATABASE } = serviceSettings(0)
  const settings = z.object({ MONGODB_URI, MONGODB_DATABASE, ...natsSettings, ...tlsSettings, ...eventsSettings })
  const config = readConfig(settings.check(tlsWhereRequired), env)
  const { MONGODB_URI: mongoUri, MONGODB_DATABASE: database, NATS_URL: natsUrl, ...natsAccess } = config
  return { mongoUri, database, natsUrl, natsAccess, events: streamSettings(config) }
}

/** The streams are made where they are gone. Rejects, naming the setting, where one of the two does not answer. */
export async function open(
  { mongoUri, database, natsUrl, natsAccess, events }: RecoveryAddresses,
  contract: Contract,
): Promise<RecoveryConnections> {
  const mongo = await openMongo({ mongoUri, database })
  try {
    const settings = { ...natsAccess, NATS_URL: natsUrl }
    const nats = await connectNats({ settings, name, log, signal: AbortSignal.timeout(answersWithinMs) })
    const streams = await openStreams(nats, contract, { ...events, owner: database }).catch(async (error: unknown) => {
      await nats.close() // it would reconnect for ever, and the command never end
      throw error
    })
    return {
      contract,
      mongo,
      streams,
      nats,
      close: async () => void (await Promise.all([mongo.close(), nats.close()])),
    }
  } catch (cause) {
    await mongo.close()
    if (cause instanceof ConfigError) throw new Error(`NATS_URL: ${cause.problems.join('; ')}`, { cause })
    throw new Error(`NATS_URL: NATS with JetStream does not answer at ${shownNats(natsUrl)}.`, { cause })
  }
}

/** Rejects, naming the setting, where it does not answer. */
export async function openMongo({
  mongoUri: uri,
  database,
}: Pick<RecoveryAddresses, 'mongoUri' | 'database'>): Promise<Connection> {
  const signal = AbortSignal.timeout(answersWithinMs)
  return connectMongo({ uri, database, name, log, signal }).catch((cause: unknown) => {
    throw new Error(`MONGODB_URI: MongoDB does not answer at ${shown(uri)}.`, { cause })
  })
}

const name = 'recovery'
const log = createLog({ name, level: 'silent', pretty: false })

function shown(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//***@')
}
