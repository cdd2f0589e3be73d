import { contract } from '@shop/contract/catalog.ts'
import { ChangedDocuments } from '@shop/events/projections/changed-documents.ts'
import { StreamNames } from '@shop/events/messaging/stream-names.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
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
    const names = new StreamNames(contract.name, runtime.config.EVENTS_NAMESPACE)
    const changed = new ChangedDocuments({ service: name, names, nats: resources.nats })
    await project(runtime, resources, contract, readModel, (events) => changed.notify(usersOf(events)))
    const schema = new URL('../schema.graphql', import.meta.url)
    await serveSubgraph(runtime, resources, schema, createResolvers(openStore(resources.mongo), changed))
    return resources.url
  },
}

/** The users whose pages these events change; a product's changes none, or comes with another event of the order. */
function usersOf(events: readonly RawEnvelope[]): readonly string[] {
  return events.map(({ data }) => data['userId']).filter((userId) => typeof userId === 'string')
}
