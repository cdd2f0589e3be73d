/** What keeps a read model up to date in a service, from opening it to its audit; the runtime's shutdown owns it. */
import type { SubgraphResources } from '@shop/subgraph-server/resources.ts'
import type { SubgraphRuntime } from '@shop/subgraph-server/runtime.ts'
import { within } from '@shop/platform/tracer.ts'
import { crashAtFailpoints } from '../crashing.ts'
import type { Contract } from '../contract/contract.ts'
import { showAudit } from '../gauges/audit.ts'
import { type EventStreams, openStreams } from '../messaging/connection.ts'
import { showPresence } from '../messaging/presence.ts'
import { consuming } from '../messaging/reacting.ts'
import { statusOf } from '../messaging/replica-status.ts'
import { streamSettings } from '../messaging/stream-settings.ts'
import { auditReadModel } from './audited-read-model.ts'
import { Projector } from './projector.ts'
import { openReadModel } from './read-model.ts'
import { type ReadModel, typesOfModel } from './projection.ts'

/** Events are heard from now on. Answers the streams that they come from. */
export async function project(
  runtime: SubgraphRuntime,
  { mongo, nats, tracer }: SubgraphResources,
  contract: Contract,
  readModel: ReadModel,
): Promise<EventStreams> {
  const { name, config, log, metrics, shutdown } = runtime
  if (config.FAILPOINTS_DIR) crashAtFailpoints(name, config.FAILPOINTS_DIR)
  const apply = await openReadModel(mongo, readModel)
  const projector = new Projector((events) => {
    const attributes = { 'messaging.batch.message_count': events.length }
    const traceparents = events.map(({ traceparent }) => traceparent)
    const span = tracer.together('project', traceparents, { kind: 'internal', attributes })
    return within(span, () => apply(events))
  })
  if (!readModel.isUnaudited) showAudit(contract, metrics, auditReadModel(contract, mongo, readModel))

  const streams = await openStreams(nats, contract, streamSettings(config), { log, signal: shutdown.signal })
  const options = { service: name, contract, streams, ackWaitMs: config.ACK_WAIT_MS, log, registry: metrics, tracer }
  const consumer = consuming(options, typesOfModel(readModel), (envelope) => projector.project(envelope))
  showPresence(nats, streams.names.presenceOf(name), () => statusOf(contract, runtime))
  await consumer.start()
  await shutdown.own('consumer', () => consumer.stop(shutdown.deadline))
  return streams
}
