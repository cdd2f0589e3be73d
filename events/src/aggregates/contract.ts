import { catalog, isEventType } from '../contract/catalog.ts'
import { parseEnvelope } from '../contract/envelope.ts'
import type { EventContract } from './options.ts'

/** The saga's own. */
export const contract: EventContract = {
  schemaVersion: (type) => (isEventType(type) ? catalog[type].schemaVersion : 1),
  admit: (envelope) => {
    const parsed = parseEnvelope(envelope)
    if (parsed.kind !== 'ok') throw new Error(`an event that the contract does not allow: ${parsed.problem}`)
    return parsed.envelope
  },
}
