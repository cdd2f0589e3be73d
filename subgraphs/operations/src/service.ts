import { eventServices } from '@shop/events/access/nats-users.ts'
import { openStreams } from '@shop/events/messaging/connection.ts'
import { DeadLetters } from '@shop/events/messaging/deadLetters.ts'
import { showPresence } from '@shop/events/messaging/presence.ts'
import { statusOf } from '@shop/events/messaging/replica-status.ts'
import { streamSettings } from '@shop/events/messaging/stream-settings.ts'
import { openParts } from '@shop/platform/parts.ts'
import type { Service } from '@shop/platform/run.ts'
import { serveSubgraph } from '@shop/platform/serving.ts'
import { createResolvers } from './resolvers.ts'
import { lookAtServices } from './service-states.ts'
import { settings } from './settings.ts'

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
    const look = () => lookAtServices({ nats, manager, services: eventServices })
    const schema = new URL('../schema.graphql', import.meta.url)
    await serveSubgraph(runtime, parts, schema, createResolvers({ letters, look }))
    return parts.url
  },
}
