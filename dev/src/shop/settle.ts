/** Waits until nothing is under way any more: no event unhandled, none unpublished. */
import { setTimeout as delay } from 'node:timers/promises'
import { jetstreamManager, type ConsumerInfo, type JetStreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import type { AggregateDocument } from '@shop/events/aggregates/document.ts'
import { contract } from '@shop/contract/catalog.ts'
import { StreamNames } from '@shop/events/messaging/stream-names.ts'
import { natsOptions } from '@shop/platform/nats-options.ts'
import { MongoClient, type Db } from 'mongodb'
import { errorMessage } from '../obstacle.ts'

const { events: stream } = new StreamNames(contract.name, process.env.EVENTS_NAMESPACE)

type Where = {
  readonly mongoUri: string
  readonly database: string
  readonly natsUrl: string
  readonly withinMs: number
}

/** Rejects, naming what is still under way, where it does not come to rest in time. */
export async function settle({ mongoUri, database, natsUrl, withinMs }: Where): Promise<void> {
  const mongo = new MongoClient(mongoUri, { serverSelectionTimeoutMS: 2_000 })
  const nats = await connect({ ...natsOptions({ NATS_URL: natsUrl }, 'start'), ...untilThere(withinMs) })
  try {
    const manager = await jetstreamManager(nats)
    const started = performance.now()
    for (;;) {
      const underWay = await lookAround(manager, mongo.db(database)).catch(errorMessage)
      if (underWay === undefined) return
      if (performance.now() - started > withinMs)
        throw new Error(`Not settled within ${withinMs / 1000} s: ${underWay}`)
      await delay(25)
    }
  } finally {
    await Promise.all([mongo.close(), nats.close()])
  }
}

/** A server that was killed may be on its way back. */
function untilThere(withinMs: number) {
  const reconnectTimeWait = 250
  return { waitOnFirstConnect: true, reconnectTimeWait, maxReconnectAttempts: Math.ceil(withinMs / reconnectTimeWait) }
}

/**
 * In this order, for it to mean anything: where no consumer has work, then no outbox has an entry, and no event was published between
 * the beginning and the end, nothing was under way when the outboxes were read.
 */
async function lookAround(manager: JetStreamManager, db: Db): Promise<string | undefined> {
  const before = await lastSequence(manager)
  const busy = (await consumers(manager)).find(({ num_pending, num_ack_pending }) => num_pending + num_ack_pending > 0)
  if (busy) return `consumer ${busy.name} has ${busy.num_pending} events to come and ${busy.num_ack_pending} in hand`
  for (const { documents: name } of contract.aggregates) {
    const documents = db.collection<AggregateDocument>(name)
    const full = await documents.findOne({ outboxSince: { $exists: true } }, { projection: { _id: 1 } })
    if (full) return `the outbox of ${name} ${full._id} is not empty`
  }
  return (await lastSequence(manager)) === before ? undefined : 'events are being published'
}

/** Only durable ones: what is left of a killed process's own feed will never be read. */
async function consumers(manager: JetStreamManager): Promise<ConsumerInfo[]> {
  const found: ConsumerInfo[] = []
  for await (const info of manager.consumers.list(stream)) if (info.config.durable_name) found.push(info)
  return found
}

async function lastSequence(manager: JetStreamManager): Promise<number> {
  return (await manager.streams.info(stream)).state.last_seq
}
