/** A service of the machinery by itself, over a database and a NATS that are open, without a server around it. */

import type { NatsConnection } from '@nats-io/transport-node'
import { Health } from '@shop/platform/health.ts'
import { Shutdown } from '@shop/platform/shutdown.ts'
import { noTracer } from '@shop/platform/tracer.ts'
import type { Db } from 'mongodb'
import { type Logger, pino } from 'pino'
import { Registry } from 'prom-client'
import type { Aggregates } from './aggregates/aggregates.ts'
import type { Contract, Domain } from './contract/contract.ts'
import type { AnyCommand, AnyEvent, AnyState, Refusal } from './decider.ts'
import type { StreamSettings } from './messaging/stream-settings.ts'
import { type Participation, participate } from './participant.ts'
import type { Reactions } from './reactions.ts'
import type { ServiceRuntime } from './runtime.ts'

export type ServiceOptions<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> = Pick<Participation<State, Command, Event, Refused>, 'decider' | 'deadlines'> & {
  /** One of the contract's. Its consumer has its name. */
  readonly domain: Domain & { readonly reactions?: Reactions<Command> }
  readonly contract: Contract
  readonly db: Db
  readonly nats: NatsConnection
  /** What is not set stays as it is in NATS. */
  readonly streams?: Omit<StreamSettings, 'owner'>
  /** So long a message may be handled before NATS hands it to another replica; one that takes longer says so. Default 5,000. */
  readonly ackWaitMs?: number
  /** How long `stop` takes at most. Default 10,000. */
  readonly graceMs?: number
  /** Default: nothing is logged. */
  readonly log?: Logger
  /** Where its metrics go. Default: nowhere. */
  readonly registry?: Registry
}

export type OpenService<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> = {
  readonly aggregates: Aggregates<State, Command, Event, Refused>
  /** Finishes what is in hand; the rest is found by the next start. `db` and `nats` stay open. */
  stop(): Promise<void>
}

/**
 * Makes streams, consumer and indexes where they are not there yet, and handles events from then on. Rejects with a ConfigError where the
 * streams are another application's.
 *
 * @example
 * const { aggregates, stop } = await openService({ domain: { ...counter, reactions }, decider, contract, db, nats })
 * await aggregates.execute('apples', { type: 'Count', operation, by: 5 })
 * await stop()
 */
export async function openService<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
>({
  domain: { name, reactions = {}, readModel },
  ...options
}: ServiceOptions<State, Command, Event, Refused>): Promise<OpenService<State, Command, Event, Refused>> {
  const { decider, deadlines, contract, db, nats, graceMs = 10_000 } = options
  const { log = pino({ level: 'silent' }), registry = new Registry() } = options
  const shutdown = new Shutdown({ log, graceMs })
  const runtime: ServiceRuntime = {
    ...{ name, log, metrics: registry, health: new Health(), shutdown },
    config: configOf(options),
    fail: (err) => log.fatal({ err }, 'the service cannot go on'),
  }
  const resources = { mongo: { db }, nats: { connection: nats, connected: Promise.resolve(nats) }, tracer: noTracer }
  try {
    const participation = { decider, contract, reactions, readModel, ...(deadlines && { deadlines }) }
    const { aggregates } = await participate(runtime, resources, participation)
    return { aggregates, stop: async () => void (await shutdown.close()) }
  } catch (error) {
    await shutdown.close()
    throw error
  }
}

function configOf({
  db,
  streams: { admin = true, namespace, replicas, maxAgeMs, maxBytes } = {},
  ackWaitMs = 5_000,
}: Pick<ServiceOptions<never, never, never, never>, 'db' | 'streams' | 'ackWaitMs'>): ServiceRuntime['config'] {
  return {
    MONGODB_DATABASE: db.databaseName,
    EVENTS_ADMIN: admin ? 'on' : 'off',
    EVENTS_NAMESPACE: namespace,
    EVENTS_REPLICAS: replicas,
    EVENTS_MAX_AGE: maxAgeMs,
    EVENTS_MAX_BYTES: maxBytes,
    ACK_WAIT_MS: ackWaitMs,
  }
}
