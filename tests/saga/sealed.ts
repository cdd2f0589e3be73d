import { catalog, isEventType } from '@shop/events/contract/catalog.ts'
import { type Envelope, parseEnvelope } from '@shop/events/contract/envelope.ts'
import type { AnyEvent } from '@shop/events/decider.ts'

/** Everything around an event that the event does not say itself. */
export type Seal = Pick<Envelope, 'id' | 'aggregateId' | 'aggregateVersion' | 'operation' | 'occurredAt'> & {
  readonly aggregate: string
}

/** The event as it would stand on the stream. Throws where it breaks the contract. */
export function sealed({ type, ...data }: AnyEvent, seal: Seal): Envelope {
  const parsed = parseEnvelope({
    ...seal,
    ...{ type, schemaVersion: isEventType(type) ? catalog[type].schemaVersion : 1, data },
    ...('orderId' in data ? { orderId: data.orderId } : {}),
  })
  if (parsed.kind !== 'ok') throw new Error(parsed.problem)
  return parsed.envelope
}
