/** What the invariants are evaluated on: all documents, all logs, the read model, the dead letters. */
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { type Db, MongoClient } from 'mongodb'
import { type AggregateDocument, loadedAggregate } from '@shop/events/aggregates/document.ts'
import { type Aggregate, contract } from '@shop/contract/catalog.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import type { AnyState } from '@shop/events/decider.ts'
import { DeadLetters } from '@shop/events/messaging/dead-letters.ts'
import { StreamNames } from '@shop/events/messaging/stream-names.ts'
import { natsOptions } from '@shop/platform/nats-options.ts'

export const documentsOf: Readonly<Record<Aggregate, string>> = {
  order: 'orders',
  product: 'products',
  account: 'accounts',
  delivery: 'deliveries',
}
export const views = { purchases: 'mypage_purchases', pages: 'mypage_pages', products: 'mypage_products' } as const

export type Stored = { readonly id: string; readonly version: number; readonly state: AnyState }
export type Evidence = {
  readonly documents: Readonly<Record<Aggregate, readonly Stored[]>>
  readonly logs: Readonly<Record<Aggregate, readonly RawEnvelope[]>> // by aggregate and version
  readonly views: Readonly<Record<keyof typeof views, ReadonlyMap<string, unknown>>>
  readonly deadOrders: ReadonlySet<string> // ids of aggregates with a message among the dead letters
}

export type EvidenceSource = { readonly mongoUri: string; readonly database: string; readonly natsUrl: string }

export async function gather({ mongoUri, database, natsUrl }: EvidenceSource): Promise<Evidence> {
  const mongo = new MongoClient(mongoUri, { serverSelectionTimeoutMS: 5_000 })
  try {
    const db = mongo.db(database)
    return {
      documents: {
        order: await documents(db, 'order'),
        product: await documents(db, 'product'),
        account: await documents(db, 'account'),
        delivery: await documents(db, 'delivery'),
      },
      logs: {
        order: await log(db, 'order'),
        product: await log(db, 'product'),
        account: await log(db, 'account'),
        delivery: await log(db, 'delivery'),
      },
      views: {
        purchases: await view(db, views.purchases),
        pages: await view(db, views.pages),
        products: await view(db, views.products),
      },
      deadOrders: await deadOrders(natsUrl),
    }
  } finally {
    await mongo.close()
  }
}

async function documents(db: Db, aggregate: Aggregate): Promise<Stored[]> {
  const found = await db.collection<AggregateDocument>(documentsOf[aggregate]).find({}).toArray()
  return found
    .map((document) => loadedAggregate<AnyState>(document))
    .map(({ id, version, state }) => ({ id, version, state }))
}

async function log(db: Db, aggregate: Aggregate): Promise<RawEnvelope[]> {
  const entries = await db
    .collection<{ readonly _id: string; readonly event: RawEnvelope }>(`${aggregate}_events`)
    .find({})
    .sort({ _id: 1 })
    .toArray()
  return entries.map(({ event }) => event)
}

async function view(db: Db, name: string): Promise<ReadonlyMap<string, unknown>> {
  const found = await db.collection<{ readonly _id: string; readonly value: unknown }>(name).find({}).toArray()
  return new Map(found.map(({ _id, value }) => [_id, value]))
}

async function deadOrders(natsUrl: string): Promise<ReadonlySet<string>> {
  const nats = await connect(natsOptions({ NATS_URL: natsUrl }, 'events'))
  try {
    const letters = new DeadLetters({
      stream: jetstream(nats),
      manager: await jetstreamManager(nats),
      names: new StreamNames(contract.name),
    })
    const ids = new Set<string>()
    for await (const { subject } of letters.list()) ids.add(subject.split('.')[3] ?? '')
    return ids
  } finally {
    await nats.close()
  }
}
