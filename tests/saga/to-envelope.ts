import { type Envelope, contract } from '@shop/contract/catalog.ts'
import type { AnyEvent } from '@shop/events/decider.ts'

/** Everything around an event that the event does not say itself. */
export type EnvelopeFields = Pick<Envelope, 'id' | 'aggregateId' | 'aggregateVersion' | 'operation' | 'occurredAt'> & {
  readonly aggregate: string
}

/** The event as it would stand on the stream. Throws where it breaks the contract. */
export function toEnvelope({ type, ...data }: AnyEvent, fields: EnvelopeFields): Envelope {
  const parsed = contract.parse({
    ...fields,
    ...{ type, schemaVersion: contract.schemaVersion(type), data },
    ...('orderId' in data ? { orderId: data.orderId } : {}),
  })
  if (parsed.kind !== 'ok') throw new Error(parsed.problem)
  return parsed.envelope
}
