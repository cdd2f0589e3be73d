/** Who may do what on NATS: derived from the contract, so that a new event or service is allowed what it needs and no more. */

import type { Contract, Domain } from '../contract/contract.ts'
import { catchUpName } from '../messaging/durable.ts'
import { presenceOf } from '../messaging/presence.ts'
import { deadLettersStream, eventsStream } from '../messaging/streams.ts'
import { subjectsOfAggregate, subjectsOfType } from '../messaging/subjects.ts'

export type NatsUser = {
  readonly name: string
  readonly publish: { readonly allow: readonly string[]; readonly deny: readonly string[] }
  readonly subscribe: readonly string[]
  /** Whether it may answer whoever asks it something, where it is asked to. */
  readonly answers?: boolean
}

/** The connections' names of commands that make, fill and look through streams. */
const commands = ['streams', 'recovery', 'events', 'start']

/** `followed`: subjects that the router is told changes by. */
export function natsUsers(contract: Contract, followed: readonly string[]): readonly NatsUser[] {
  return [
    ...contract.domains
      .filter(({ name }) => contract.services.includes(name))
      .map((domain) => userOf(contract, domain)),
    { name: 'router', publish: { allow: [], deny: ['>'] }, subscribe: [...followed, inboxOf('router')] },
    {
      name: 'admin',
      publish: { allow: ['$JS.API.>', '$JS.ACK.>', 'events.>', 'dead.>', presenceOf('*')], deny: [] },
      subscribe: commands.map(inboxOf),
    },
  ]
}

function userOf(contract: Contract, domain: Domain): NatsUser {
  const { name: service, aggregates = {}, operates = false } = domain
  const sent = Object.values(aggregates).flatMap(({ events }) => Object.keys(events))
  const kinds = Object.keys(aggregates)
  const later = contract.receivedBy(service).map((type) => catchUpName(service, type))
  const others = lookedAtBy(contract, domain).filter((other) => other !== service)
  const feeds = kinds.length > 0
  return {
    name: service,
    publish: {
      allow: [
        ...sent.map((type) => subjectsOfType(contract, type)),
        `dead.${service}.>`,
        ...['INFO', `STREAM.INFO.${eventsStream}`, `STREAM.INFO.${deadLettersStream}`].map(api),
        ...[`DIRECT.GET.${deadLettersStream}`, `STREAM.MSG.DELETE.${deadLettersStream}`].map(api),
        ...taking(service),
        ...later.flatMap((name) => [...taking(name), ofConsumer('DELETE', name)]),
        ...others.map((name) => ofConsumer('INFO', name)),
        ...(operates ? ['events.>', presenceOf('*')] : []),
        ...kinds.map((aggregate) => ofConsumer('CREATE', `*.${subjectsOfAggregate(aggregate)}`)),
        ...(feeds ? ['INFO', 'MSG.NEXT', 'DELETE'].map((what) => ofConsumer(what, '*')) : []),
      ],
      deny: feeds ? notForFeeds(contract, service) : [],
    },
    subscribe: [inboxOf(service), presenceOf(service)],
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
function notForFeeds(contract: Contract, service: string): string[] {
  const consumersOf = (each: string) => [each, ...contract.receivedBy(each).map((type) => catchUpName(each, type))]
  const named = contract.services.flatMap(consumersOf)
  const own = new Set(consumersOf(service))
  const others = named.filter((name) => !own.has(name))
  return [
    ...named.map((name) => ofConsumer('CREATE', `${name}.>`)),
    ...others.map((name) => ofConsumer('MSG.NEXT', name)),
    ...[...others, service].map((name) => ofConsumer('DELETE', name)),
  ]
}

function taking(consumer: string): string[] {
  return [ofConsumer('INFO', consumer), ofConsumer('MSG.NEXT', consumer), `$JS.ACK.${eventsStream}.${consumer}.>`]
}

function ofConsumer(what: string, name: string): string {
  return api(`CONSUMER.${what}.${eventsStream}.${name}`)
}

function api(subject: string): string {
  return `$JS.API.${subject}`
}

function inboxOf(connection: string): string {
  return `_INBOX_${connection}.>`
}
