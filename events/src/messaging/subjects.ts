/** Where an event stands on the stream: events.<aggregate>.<Type>.<aggregate id>. Ids hold no dots. */

import type { Contract } from '../contract/contract.ts'
import type { RawEnvelope } from '../contract/envelope.ts'

export function subjectOf({ aggregate, type, aggregateId }: RawEnvelope): string {
  return `events.${aggregate}.${type}.${aggregateId}`
}

export function subjectsOfType(contract: Contract, type: string): string {
  return `events.${contract.event(type).aggregate.name}.${type}.*`
}

export function subjectsOfAggregate(aggregate: string): string {
  return `events.${aggregate}.*.*`
}

/** Its type, without reading the message. */
export function typeIn(subject: string): string | undefined {
  return subject.split('.')[2]
}

/** The aggregate's id, without reading the message. */
export function aggregateIdIn(subject: string): string | undefined {
  return subject.split('.')[3]
}

/** The kind of aggregate, likewise. */
export function aggregateIn(subject: string): string | undefined {
  return subject.split('.')[1]
}
