import { contract } from '@shop/contract/catalog.ts'
import { project } from '@shop/events/projections/project.ts'
import { openResources } from '@shop/subgraph-server/resources.ts'
import type { Program } from '@shop/platform/run.ts'
import { serveSubgraph } from '@shop/subgraph-server/serving.ts'
import { name } from '../manifest.ts'
import { readModel } from './read-model.ts'
import { createResolvers } from './resolvers.ts'
import { settings } from './settings.ts'
import { openStore } from './store.ts'

export const mypage: Program<typeof settings> = {
  name,
  settings,
  start: async (runtime) => {
    const resources = await openResources(runtime)
    await project(runtime, resources, contract, readModel)
    const schema = new URL('../schema.graphql', import.meta.url)
    await serveSubgraph(runtime, resources, schema, createResolvers(openStore(resources.mongo)))
    return resources.url
  },
}
