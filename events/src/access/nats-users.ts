/** Who may do what on NATS: derived from the contract, so that a new event or service is allowed what it needs and no more. */

import type { Contract, Domain } from '../contract/contract.ts'
import { catchUpName } from '../messaging/durable.ts'
import { StreamNames } from '../messaging/stream-names.ts'

export type NatsUser = {
  readonly name: string
  readonly publish: { readonly allow: readonly string[]; readonly deny: readonly string[] }
  readonly subscribe: readonly string[]
  /** Whether it may reply to requests, at the subject that each names. */
  readonly answers?: boolean
}

/** The connections' names of commands that make, fill and look through streams. */
const commands = ['streams', 'recovery', 'events', 'start']

/**
 * `followed`: subjects whose messages evict from the router's entity cache. `namespace`: EVENTS_NAMESPACE.
 *
 * @example
 * const users = natsUsers(contract, ['changes']) // one for each service, router, admin: what each may publish and subscribe to
 */
export function natsUsers(contract: Contract, followed: readonly string[], namespace?: string): readonly NatsUser[] {
  const names = new StreamNames(contract.name, namespace)
  return [
    ...contract.domains
      .filter(({ name }) => contract.services.includes(name))
      .map((domain) => userOf(contract, names, domain)),
    { name: 'router', publish: { allow: [], deny: ['>'] }, subscribe: [...followed, inboxOf('router')] },
    {
      name: 'admin',
      publish: {
        allow: ['$JS.API.>', '$JS.ACK.>', names.allEvents, names.allDeadLetters, names.presenceOf('*')],
        deny: [],
      },
      subscribe: commands.map(inboxOf),
    },
  ]
}

function userOf(contract: Contract, names: StreamNames, domain: Domain): NatsUser {
  const { name: service, aggregates = {}, operates = false, followed = false } = domain
  const sent = Object.values(aggregates).flatMap(({ events }) => Object.keys(events))
  const kinds = Object.keys(aggregates)
  const later = contract.receivedBy(service).map((type) => catchUpName(service, type))
  const others = lookedAtBy(contract, domain).filter((other) => other !== service)
  const feeds = kinds.length > 0
  const changed = followed ? [names.changedOf(service, '*')] : []
  return {
    name: service,
    publish: {
      allow: [
        ...sent.map((type) => names.subjectsOfType(contract, type)),
        names.deadLetter(service, '>'),
        ...['INFO', `STREAM.INFO.${names.events}`, `STREAM.INFO.${names.deadLetters}`].map(api),
        ...[`DIRECT.GET.${names.deadLetters}`, `STREAM.MSG.DELETE.${names.deadLetters}`].map(api),
        ...taking(names, service),
        ...later.flatMap((name) => [...taking(names, name), ofConsumer(names, 'DELETE', name)]),
        ...others.map((name) => ofConsumer(names, 'INFO', name)),
        ...(operates ? [names.allEvents, names.presenceOf('*')] : []),
        ...changed,
        ...kinds.map((aggregate) => ofConsumer(names, 'CREATE', `*.${names.subjectsOfAggregate(aggregate)}`)),
        ...(feeds ? ['INFO', 'MSG.NEXT', 'DELETE'].map((what) => ofConsumer(names, what, '*')) : []),
      ],
      deny: feeds ? notForFeeds(contract, names, service) : [],
    },
    subscribe: [inboxOf(service), names.presenceOf(service), ...changed],
    answers: true,
  }
}

/** Whose consumers it looks at. */
function lookedAtBy(contract: Contract, { admission = false, operates = false }: Domain): readonly string[] {
  if (operates) return contract.services
  return admission ? contract.senders : []
}

/**
 * A feed's consumer has a name that is made up as it begins, so a service with feeds may make and read any consumer of its own aggregate's
 * events; those that have names are another's.
 */
function notForFeeds(contract: Contract, names: StreamNames, service: string): string[] {
  const consumersOf = (each: string) => [each, ...contract.receivedBy(each).map((type) => catchUpName(each, type))]
  const named = contract.services.flatMap(consumersOf)
  const own = new Set(consumersOf(service))
  const others = named.filter((name) => !own.has(name))
  return [
    ...named.map((name) => ofConsumer(names, 'CREATE', `${name}.>`)),
    ...others.map((name) => ofConsumer(names, 'MSG.NEXT', name)),
    ...[...others, service].map((name) => ofConsumer(names, 'DELETE', name)),
  ]
}

function taking(names: StreamNames, consumer: string): string[] {
  return [
    ofConsumer(names, 'INFO', consumer),
    ofConsumer(names, 'MSG.NEXT', consumer),
    `$JS.ACK.${names.events}.${consumer}.>`,
  ]
}

function ofConsumer({ events }: StreamNames, what: string, name: string): string {
  return api(`CONSUMER.${what}.${events}.${name}`)
}

function api(subject: string): string {
  return `$JS.API.${subject}`
}

function inboxOf(connection: string): string {
  return `_INBOX_${connection}.>`
}
