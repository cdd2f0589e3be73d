/**
 * What streams, subjects and headers are called: by the application, and by the namespace that keeps its installations on one NATS
 * apart. An event stands at events.<aggregate>.<Type>.<aggregate id>, a dead letter at dead.<service>.<kind>.<aggregate id>; ids hold
 * no dots. In the namespace "north" the first token is events-north, and the stream EVENTS-north.
 */

import type { Contract } from '../contract/contract.ts'
import type { RawEnvelope } from '../contract/envelope.ts'

/**
 * @example
 * const names = new StreamNames(contract.name, 'north')
 * names.events // EVENTS-north
 * names.subjectsOfType(contract, 'Counted') // events-north.counter.Counted.*
 */
export class StreamNames {
  /** The stream of all services' events. */
  readonly events: string
  /** The stream of messages that no service could handle. */
  readonly deadLetters: string
  /** In a stream's metadata: whose it is. */
  readonly ownerKey: string
  readonly #suffix: string

  /** `namespace`: letters, digits, "-" and "_"; none: the NATS is not shared. */
  constructor(application: string, namespace = '') {
    this.ownerKey = application
    this.#suffix = namespace === '' ? '' : `-${namespace}`
    this.events = `EVENTS${this.#suffix}`
    this.deadLetters = `DEAD${this.#suffix}`
  }

  /** What a header of its messages is called: the application's name, with a capital, before what it says. */
  header(what: string): string {
    return `${this.ownerKey.charAt(0).toUpperCase()}${this.ownerKey.slice(1)}-${what}`
  }

  /** In a consumer's metadata, of earlier releases: what is to be caught up. */
  get catchUpMark(): string {
    return `${this.ownerKey}-catch-up`
  }

  get allEvents(): string {
    return `events${this.#suffix}.>`
  }

  get allDeadLetters(): string {
    return `dead${this.#suffix}.>`
  }

  subjectOf({ aggregate, type, aggregateId }: Pick<RawEnvelope, 'aggregate' | 'type' | 'aggregateId'>): string {
    return `events${this.#suffix}.${aggregate}.${type}.${aggregateId}`
  }

  subjectsOfType(contract: Contract, type: string): string {
    return this.subjectOf({ aggregate: contract.event(type).aggregate.name, type, aggregateId: '*' })
  }

  subjectsOfAggregate(aggregate: string): string {
    return this.subjectOf({ aggregate, type: '*', aggregateId: '*' })
  }

  /** `*` for any service, kind or id; `>` for whatever follows. */
  deadLetter(service: string, ...rest: readonly string[]): string {
    return [`dead${this.#suffix}`, service, ...rest].join('.')
  }

  /** Where a service's replicas reply with their status. */
  presenceOf(service: string): string {
    return `presence${this.#suffix}.${service}`
  }

  /** The subject on which the replicas of a service publish which documents of its read model have changed; `*` for any. */
  changedOf(service: string, id: string): string {
    return `changed${this.#suffix}.${service}.${id}`
  }
}
