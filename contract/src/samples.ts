import { sampleOf } from '@shop/events/testing/sample.ts'
import { type EventType, contract } from './catalog.ts'

/** A valid envelope of this type, as plain JSON; `changes` replace fields of its data, whatever that makes of it. */
export function sample(type: EventType, changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return sampleOf(contract, type, changes)
}
