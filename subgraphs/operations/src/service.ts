import { eventServices } from '@shop/events/access/nats-users.ts'
import { every } from '@shop/events/aggregates/every.ts'
import { systemClock } from '@shop/events/aggregates/ports.ts'
import { openStreams } from '@shop/events/messaging/connection.ts'
import { DeadLetters } from '@shop/events/messaging/deadLetters.ts'
import { showPresence } from '@shop/events/messaging/presence.ts'
import { statusOf } from '@shop/events/messaging/replica-status.ts'
import { streamSettings } from '@shop/events/messaging/stream-settings.ts'
import { openParts } from '@shop/subgraph-server/parts.ts'
import type { Service } from '@shop/platform/run.ts'
import { serveSubgraph } from '@shop/subgraph-server/serving.ts'
import { LetterActions } from './letter-actions.ts'
import { createResolvers } from './resolvers.ts'
import { lookAtServices } from './service-states.ts'
import { settings } from './settings.ts'
import { OperationsStore } from './store.ts'

const resumeEveryMs = 5_000

export const operations: Service<typeof settings> = {
  name: 'operations',
  settings,
  start: async (runtime) => {
    const { name, config, log, shutdown } = runtime
    const parts = await openParts(runtime)
    const { nats } = parts
    const { stream, manager } = await openStreams(nats, streamSettings(config), { log, signal: shutdown.signal })
    showPresence(nats, name, () => statusOf(runtime))
    const letters = new DeadLetters(stream, manager)
    const store = new OperationsStore(parts.mongo)
    await store.index()
    const actions = new LetterActions({ store, letters, log })
    const failed = (err: unknown) => log.warn({ err }, 'actions that others left cannot be gone on with now')
    const stopResuming = every(systemClock, resumeEveryMs, () => actions.resume(), failed)
    await shutdown.own('actions', async () => {
      await stopResuming()
      await actions.settled()
    })
    const look = () => lookAtServices({ nats, manager, services: eventServices })
    const schema = new URL('../schema.graphql', import.meta.url)
    await serveSubgraph(runtime, parts, schema, createResolvers({ letters, store, actions, look }))
    return parts.url
  },
}
