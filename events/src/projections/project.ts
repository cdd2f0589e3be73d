/** What keeps a read model up to date in a service, from opening it to its audit; the runtime's shutdown owns it. */
import type { SubgraphResources } from '@shop/subgraph-server/resources.ts'
import type { SubgraphRuntime } from '@shop/subgraph-server/runtime.ts'
import { within } from '@shop/platform/tracer.ts'
import { crashAtFailpoints } from '../crashing.ts'
import type { Contract } from '../contract/contract.ts'
import type { RawEnvelope } from '../contract/envelope.ts'
import { showAudit } from '../gauges/audit.ts'
import { LateStreams } from '../messaging/late-streams.ts'
import { showPresence } from '../messaging/presence.ts'
import { consuming } from '../messaging/reacting.ts'
import { statusOf } from '../messaging/replica-status.ts'
import { auditReadModel } from './audited-read-model.ts'
import { Projector } from './projector.ts'
import { openReadModel } from './read-model.ts'
import { type ReadModel, typesOfModel } from './projection.ts'

/**
 * Events are consumed from now on, or from when NATS comes; `applied` is called with those that are stored. Answers the streams that they
 * come from.
 *
 * @example
 * await project(runtime, resources, contract, { name: 'overview', projections: [scores] })
 */
export async function project(
  runtime: SubgraphRuntime,
  { mongo, nats, tracer }: SubgraphResources,
  contract: Contract,
  readModel: ReadModel,
  applied: (events: readonly RawEnvelope[]) => void = () => undefined,
): Promise<LateStreams> {
  const { name, config, log, metrics, shutdown } = runtime
  if (config.FAILPOINTS_DIR) crashAtFailpoints(name, config.FAILPOINTS_DIR)
  const apply = await openReadModel(mongo, readModel)
  const projector = new Projector((events) => {
    const attributes = { 'messaging.batch.message_count': events.length }
    const traceparents = events.map(({ traceparent }) => traceparent)
    const span = tracer.together('project', traceparents, { kind: 'internal', attributes })
    return within(span, () => apply(events)).then(() => applied(events))
  })
  if (!readModel.isUnaudited) showAudit(contract, metrics, auditReadModel(contract, mongo, readModel))

  const streams = await LateStreams.open(runtime, contract, nats)
  const options = { service: name, contract, ackWaitMs: config.ACK_WAIT_MS, log, registry: metrics, tracer }
  await streams.whenOpen(async (opened) => {
    const listening = { ...options, streams: opened.streams }
    const consumer = consuming(listening, typesOfModel(readModel), (envelope) => projector.project(envelope))
    showPresence(opened.nats, streams.names.presenceOf(name), () => statusOf(contract, runtime))
    await consumer.start()
    await shutdown.own('consumer', () => consumer.stop(shutdown.deadline))
  })
  return streams
}
