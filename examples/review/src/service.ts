import { contract } from '@shop/contract/catalog.ts'
import { participate } from '@shop/events/participant.ts'
import type { Program } from '@shop/platform/run.ts'
import { openResources } from '@shop/subgraph-server/resources.ts'
import { serveSubgraph } from '@shop/subgraph-server/serving.ts'
import { name } from '../manifest.ts'
import { audited } from './audited.ts'
import { review as decider } from './domain/decider.ts'
import { reactions } from './reactions.ts'
import { createResolvers } from './resolvers.ts'
import { settings } from './settings.ts'
import { openStore } from './store.ts'

export const review: Program<typeof settings> = {
  name,
  settings,
  start: async (runtime) => {
    const resources = await openResources(runtime)
    const store = openStore(resources.mongo)
    const participant = await participate(runtime, resources, { decider, contract, reactions, watch: { audited } })
    const schema = new URL('../schema.graphql', import.meta.url)
    await serveSubgraph(runtime, resources, schema, createResolvers(store, participant))
    return resources.url
  },
}
