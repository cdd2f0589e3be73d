import { contract } from '@shop/contract/catalog.ts'
import { every } from '@shop/events/aggregates/every.ts'
import { systemClock } from '@shop/events/aggregates/ports.ts'
import { type ClaimedKey, IdempotencyKeys } from '@shop/events/keys.ts'
import { DeadLetters } from '@shop/events/messaging/dead-letters.ts'
import { MongoKeys } from '@shop/events/mongo-keys.ts'
import { databaseOf, nativeCollection } from '@shop/events/native-collection.ts'
import { project } from '@shop/events/projections/project.ts'
import { openResources } from '@shop/subgraph-server/resources.ts'
import type { Program } from '@shop/platform/run.ts'
import { serveSubgraph } from '@shop/subgraph-server/serving.ts'
import { name } from '../manifest.ts'
import { LetterActions } from './letter-actions.ts'
import { Live } from './live.ts'
import { Orders } from './orders.ts'
import { readModel } from './read-model.ts'
import { createResolvers } from './resolvers.ts'
import { lookAtServices } from './service-states.ts'
import { settings } from './settings.ts'
import { OperationsStore } from './store.ts'
import { Throughputs } from './throughput.ts'
import { updateKey, updateOf } from './update.ts'

const resumeEveryMs = 5_000
const sharedForMs = 500

export const operations: Program<typeof settings> = {
  name,
  settings,
  start: async (runtime) => {
    const { config, log, shutdown } = runtime
    const resources = await openResources(runtime)
    const streams = await project(runtime, resources, contract, readModel)
    const mongo = { db: databaseOf(resources.mongo), fence: streams.fence }
    const letters = new DeadLetters(streams)
    const store = new OperationsStore(mongo)
    await store.index()
    const actions = new LetterActions({ store, letters, log })
    const left = (err: unknown) => log.warn({ err }, 'actions that others left cannot be gone on with now')
    const stopResuming = every(systemClock, resumeEveryMs, () => actions.resume(), left)
    await shutdown.own('actions', async () => {
      await stopResuming()
      await actions.settled()
    })

    const orders = new Orders(mongo, config.STUCK_AFTER_MS)
    const throughputs = new Throughputs(orders)
    const look = shared(() => lookAtServices({ streams, services: contract.services }), sharedForMs)
    const live = new Live({
      look: () => updateOf({ orders, throughputs, look }),
      keyOf: updateKey,
      failed: (err) => log.warn({ err }, 'how the shop is doing cannot be seen now'),
    })
    await shutdown.own('live', () => live.settled())
    const schema = new URL('../schema.graphql', import.meta.url)
    const keys = new IdempotencyKeys(new MongoKeys(nativeCollection<ClaimedKey>(mongo, `${name}_keys`)))
    const source = { keys, letters, store, actions, orders, throughputs, look, live }
    await serveSubgraph(runtime, resources, schema, createResolvers(source))
    return resources.url
  },
}

/** One request for all who want to know at about the same time. */
function shared<Value>(load: () => Promise<Value>, forMs: number): () => Promise<Value> {
  let pending: Promise<Value> | undefined
  return () => {
    if (pending) return pending
    const mine = load()
    pending = mine
    const forget = () => {
      if (pending === mine) pending = undefined
    }
    mine.then(() => setTimeout(forget, forMs).unref(), forget)
    return mine
  }
}
