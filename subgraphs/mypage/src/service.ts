import { pause, systemClock } from '@shop/events/aggregates/ports.ts'
import { crashAtFailpoints } from '@shop/events/crashing.ts'
import { showAudit } from '@shop/events/gauges/audit.ts'
import { openStreams } from '@shop/events/messaging/connection.ts'
import { showPresence } from '@shop/events/messaging/presence.ts'
import { consuming } from '@shop/events/messaging/reacting.ts'
import { statusOf } from '@shop/events/messaging/replica-status.ts'
import { streamSettings } from '@shop/events/messaging/stream-settings.ts'
import { type Pace, Pacer } from '@shop/events/pace.ts'
import { react } from '@shop/events/reactions.ts'
import { openParts } from '@shop/platform/parts.ts'
import type { Service } from '@shop/platform/run.ts'
import { serveSubgraph } from '@shop/platform/serving.ts'
import { within } from '@shop/platform/tracer.ts'
import { auditViews } from './auditedViews.ts'
import { Projector } from './projector.ts'
import { reactions } from './reactions.ts'
import { createResolvers } from './resolvers.ts'
import { settings } from './settings.ts'
import { openStore } from './store.ts'
import { applyAll, openViews } from './views.ts'

/** How long a page may be behind what has been heard. */
const pace: Pace = { leastMs: 200, times: 5, mostMs: 1_000, quickMs: 50, few: 0 }

export const mypage: Service<typeof settings> = {
  name: 'mypage',
  settings,
  start: async (runtime) => {
    const { name, config, log, metrics, shutdown } = runtime
    if (config.FAILPOINTS_DIR) crashAtFailpoints(name, config.FAILPOINTS_DIR)
    const parts = await openParts(runtime)
    const views = await openViews(parts.mongo)
    const pacer = new Pacer(systemClock)
    const collect = () => pause(systemClock, pacer.restMs(pace))
    const { tracer } = parts
    const projector = new Projector((changes, traceparents) => {
      const attributes = { 'messaging.batch.message_count': changes.length }
      const span = tracer.together('project', traceparents, { kind: 'internal', attributes })
      return within(span, () => pacer.timed(changes.length, () => applyAll(views, changes)))
    }, collect)
    showAudit(metrics, auditViews(parts.mongo))

    const streams = await openStreams(parts.nats, streamSettings(config), { log, signal: shutdown.signal })
    const options = { service: name, streams, ackWaitMs: config.ACK_WAIT_MS, log, registry: metrics, tracer }
    const consumer = consuming(options, reactions, async (envelope) => {
      const change = react(reactions, envelope)
      if (change) await projector.project(change, envelope.traceparent)
    })
    showPresence(parts.nats, name, () => statusOf(runtime))
    await consumer.start()
    await shutdown.own('consumer', () => consumer.stop(shutdown.deadline))

    const schema = new URL('../schema.graphql', import.meta.url)
    await serveSubgraph(runtime, parts, schema, createResolvers(openStore(parts.mongo)))
    return parts.url
  },
}
