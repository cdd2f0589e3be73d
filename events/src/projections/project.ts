/** What keeps a read model up to date in a service, from opening it to its audit; the runtime's shutdown owns it. */
import { within } from '@shop/platform/tracer.ts'
import { crashAtFailpoints } from '../crashing.ts'
import type { Contract } from '../contract/contract.ts'
import type { RawEnvelope } from '../contract/envelope.ts'
import { showAudit } from '../gauges/audit.ts'
import { announce } from '../messaging/announcing.ts'
import { LateStreams } from '../messaging/late-streams.ts'
import { type Listener, listen } from '../messaging/listening.ts'
import { databaseOf } from '../native-collection.ts'
import type { ServiceResources, ServiceRuntime } from '../runtime.ts'
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
  runtime: ServiceRuntime,
  resources: ServiceResources,
  contract: Contract,
  readModel: ReadModel,
  applied: (events: readonly RawEnvelope[]) => void = () => undefined,
): Promise<LateStreams> {
  const { name, config } = runtime
  if (config.FAILPOINTS_DIR) crashAtFailpoints(name, config.FAILPOINTS_DIR)
  const streams = await LateStreams.open(runtime, contract, resources.nats)
  const fence = await announce(runtime, resources, contract, streams)
  const { tracer } = resources
  const listener = await projecting({ mongo: { db: databaseOf(resources.mongo), fence }, tracer }, readModel, applied)
  if (!readModel.isUnaudited) showAudit(contract, runtime.metrics, auditReadModel(contract, resources.mongo, readModel))
  await listen(runtime, resources, contract, streams, [listener])
  return streams
}

/** Opens it for the consumer of its events; `applied` is called with those that are stored. */
export async function projecting(
  { mongo, tracer }: Pick<ServiceResources, 'mongo' | 'tracer'>,
  readModel: ReadModel,
  applied: (events: readonly RawEnvelope[]) => void = () => undefined,
): Promise<Listener> {
  const apply = await openReadModel(mongo, readModel)
  const projector = new Projector((events) => {
    const attributes = { 'messaging.batch.message_count': events.length }
    const traceparents = events.map(({ traceparent }) => traceparent)
    const span = tracer.together('project', traceparents, { kind: 'internal', attributes })
    return within(span, () => apply(events)).then(() => applied(events))
  })
  return { types: typesOfModel(readModel), handle: (envelope) => projector.project(envelope) }
}
