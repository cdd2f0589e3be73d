/** The consumer of a service. */
import type { Contract } from '../contract/contract.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { ServiceResources, ServiceRuntime } from '../runtime.ts'
import type { LateStreams } from './late-streams.ts'
import { consuming } from './reacting.ts'

/** Something that a service does with events of these types. Resolves when it is stored; doing it twice must change nothing. */
export type Listener = {
  readonly types: readonly string[]
  readonly handle: (envelope: Envelope) => Promise<void>
}

/** Events are handled from now on, or from when NATS comes, by every listener that names their type. The runtime's shutdown ends it. */
export function listen(
  runtime: ServiceRuntime,
  { tracer }: Pick<ServiceResources, 'tracer'>,
  contract: Contract,
  streams: LateStreams,
  listeners: readonly Listener[],
): Promise<void> {
  const { name, config, log, metrics, shutdown } = runtime
  const types = [...new Set(listeners.flatMap((listener) => listener.types))]
  const handle = async (envelope: Envelope) => {
    const concerned = listeners.filter((listener) => listener.types.includes(envelope.type))
    await Promise.all(concerned.map((listener) => listener.handle(envelope)))
  }
  return streams.whenOpen(async (opened) => {
    const options = { service: name, contract, ackWaitMs: config.ACK_WAIT_MS, log, registry: metrics, tracer }
    const consumer = consuming({ ...options, streams: { ...opened.streams, fence: streams.fence } }, types, handle)
    await consumer.start()
    await shutdown.own('consumer', () => consumer.stop(shutdown.deadline))
  })
}
