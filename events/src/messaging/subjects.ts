/** Where an event stands on the stream: events.<aggregate>.<Type>.<aggregate id>. Ids hold no dots. */

import { catalog, type EventType } from '../contract/catalog.ts'
import type { RawEnvelope } from '../contract/envelope.ts'

export function subjectOf({ aggregate, type, aggregateId }: RawEnvelope): string {
  return `events.${aggregate}.${type}.${aggregateId}`
}

export function subjectsOfType(type: EventType): string {
  return `events.${catalog[type].aggregate}.${type}.*`
}

export function subjectsOfAggregate(aggregate: string): string {
  return `events.${aggregate}.*.*`
}

/** The aggregate's id, without reading the message. */
export function aggregateIdIn(subject: string): string | undefined {
  return subject.split('.')[3]
}

/** The event's type, likewise. */
export function typeIn(subject: string): string | undefined {
  return subject.split('.')[2]
}

/** The kind of aggregate, likewise. */
export function aggregateIn(subject: string): string | undefined {
  return subject.split('.')[1]
}
