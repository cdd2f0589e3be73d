import { contract } from '@shop/contract/catalog.ts'
import { participate } from '@shop/events/participant.ts'
import { openParts } from '@shop/subgraph-server/parts.ts'
import type { Program } from '@shop/platform/run.ts'
import { serveSubgraph } from '@shop/subgraph-server/serving.ts'
import { name } from '../manifest.ts'
import { delivery as decider } from './domain/decider.ts'
import { reactions } from './reactions.ts'
import { createResolvers } from './resolvers.ts'
import { settings } from './settings.ts'
import { openStore } from './store.ts'

export const delivery: Program<typeof settings> = {
  name,
  settings,
  start: async (runtime) => {
    const parts = await openParts(runtime)
    const store = await openStore(parts.mongo)
    const participant = await participate(runtime, parts, { decider, reactions, contract })
    const schema = new URL('../schema.graphql', import.meta.url)
    await serveSubgraph(runtime, parts, schema, createResolvers(store, participant))
    return parts.url
  },
}
