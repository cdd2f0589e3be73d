import { contract } from '@shop/contract/catalog.ts'
import { Backlog } from '@shop/events/messaging/backlog.ts'
import { participate } from '@shop/events/participant.ts'
import { openResources } from '@shop/subgraph-server/resources.ts'
import type { Program } from '@shop/platform/run.ts'
import { serveSubgraph } from '@shop/subgraph-server/serving.ts'
import { name } from '../manifest.ts'
import { admission } from './admission.ts'
import { audited } from './audited.ts'
import { deadlinesOf } from './deadlines.ts'
import { order as decider } from './domain/decider.ts'
import { reactions } from './reactions.ts'
import { createResolvers } from './resolvers.ts'
import { settings } from './settings.ts'
import { openStore, unchangedSince } from './store.ts'
import { timesOf } from './times.ts'

export const order: Program<typeof settings> = {
  name,
  settings,
  start: async (runtime) => {
    const resources = await openResources(runtime)
    const store = await openStore(resources.mongo)
    const { STEP_DEADLINE_MS: stepMs, SAGA_DEADLINE_MS: sagaMs } = runtime.config
    const deadlines = deadlinesOf({ stepMs, sagaMs })
    const stuck = (now: Date) => unchangedSince(new Date(now.getTime() - sagaMs))
    const watch = { audited, times: timesOf, stuck }
    const { MOST_BACKLOG: maxBacklog, MOST_UNPUBLISHED_MS: maxUnpublishedMs } = runtime.config
    const participant = await participate(runtime, resources, {
      ...{ decider, contract, reactions, deadlines, watch, maxUnpublishedMs },
    })
    const backlog = new Backlog({
      streams: participant.streams,
      services: contract.senders,
      failed: (err) => runtime.log.debug({ err }, 'the backlog cannot be looked at now'),
    })
    await runtime.shutdown.own('backlog', () => backlog.stop())
    const admit = admission({
      ...{ backlog: () => backlog.messages, maxBacklog },
      failingForMs: () => participant.publishing.failingForMs,
      ...{ maxFailingMs: maxUnpublishedMs, registry: runtime.metrics },
    })
    const schema = new URL('../schema.graphql', import.meta.url)
    await serveSubgraph(runtime, resources, schema, createResolvers(store, { ...participant, admit }))
    return resources.url
  },
}
