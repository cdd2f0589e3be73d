/** Who may do what on NATS: derived from the catalog, so that a new event or service is allowed what it needs and no more. */

import { type EventType, type Service, catalog, isEventType } from '../contract/catalog.ts'
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

/** It refuses orders while others are behind, and so looks at their consumers. */
const admitting: Service = 'order'

/** It looks after all others: asks them how they are, reads their consumers, and hands dead letters to them again as they came. */
const operating: Service = 'operations'

const types = Object.keys(catalog).filter(isEventType)
const owners = [...new Set(types.map((type) => catalog[type].service))]

/** All services: those that own an aggregate, and those that only listen. */
export const eventServices: readonly Service[] = [
  ...new Set([...owners, ...types.flatMap((type) => catalog[type].receivers)]),
]

/** The types that a service reacts to. */
export function receivedBy(service: Service): readonly EventType[] {
  return types.filter((type) => catalog[type].receivers.includes(service))
}

/** `followed`: subjects that the router is told changes by. */
export function natsUsers(followed: readonly string[]): readonly NatsUser[] {
  return [
    ...eventServices.map(userOf),
    { name: 'router', publish: { allow: [], deny: ['>'] }, subscribe: [...followed, inboxOf('router')] },
    {
      name: 'admin',
      publish: { allow: ['$JS.API.>', '$JS.ACK.>', 'events.>', 'dead.>', presenceOf('*')], deny: [] },
      subscribe: commands.map(inboxOf),
    },
  ]
}

function userOf(service: Service): NatsUser {
  const sent = types.filter((type) => catalog[type].service === service)
  const aggregates = [...new Set(sent.map((type) => catalog[type].aggregate))]
  const later = receivedBy(service).map((type) => catchUpName(service, type))
  const others = lookedAtBy(service).filter((other) => other !== service)
  const feeds = aggregates.length > 0
  return {
    name: service,
    publish: {
      allow: [
        ...sent.map(subjectsOfType),
        `dead.${service}.>`,
        ...['INFO', `STREAM.INFO.${eventsStream}`, `STREAM.INFO.${deadLettersStream}`].map(api),
        ...[`DIRECT.GET.${deadLettersStream}`, `STREAM.MSG.DELETE.${deadLettersStream}`].map(api),
        ...taking(service),
        ...later.flatMap((name) => [...taking(name), ofConsumer('DELETE', name)]),
        ...others.map((name) => ofConsumer('INFO', name)),
        ...(service === operating ? ['events.>', presenceOf('*')] : []),
        ...aggregates.map((aggregate) => ofConsumer('CREATE', `*.${subjectsOfAggregate(aggregate)}`)),
        ...(feeds ? ['INFO', 'MSG.NEXT', 'DELETE'].map((what) => ofConsumer(what, '*')) : []),
      ],
      deny: feeds ? notForFeeds(service) : [],
    },
    subscribe: [inboxOf(service), presenceOf(service)],
    answers: true,
  }
}

/** Whose consumers it looks at. */
function lookedAtBy(service: Service): readonly Service[] {
  if (service === operating) return eventServices
  return service === admitting ? owners : []
}

/**
 * A feed's consumer has a name that is made up as it begins, so a service with feeds may make and read any consumer of its own aggregate's
 * events; those that have names are another's.
 */
function notForFeeds(service: Service): string[] {
  const named = eventServices.flatMap((each) => [each, ...receivedBy(each).map((type) => catchUpName(each, type))])
  const own = new Set<string>([service, ...receivedBy(service).map((type) => catchUpName(service, type))])
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
