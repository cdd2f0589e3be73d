/**
 * The events between domains, as a value: derived from their manifests, and handed to the machinery, which has no event's name in it.
 */
import type { z } from 'zod'
import type { AnyEvent, AnyState } from '../decider.ts'
import type { ReadModel } from '../projections/projection.ts'
import { type EventTable, typesOf } from '../reactions.ts'
import { type Data, type EnvelopeReader, envelopeReader, isData, type Parsed, type RawEnvelope } from './envelope.ts'
import { show } from './problem.ts'

/** How data of one schema version becomes that of the next. */
export type Upcast = (data: Data) => Record<string, unknown>

/** What a kind of aggregate is outside its service. */
export type AggregateManifest = {
  /** The collection of its documents. Its events are logged in the collection of its name with `_events`. */
  readonly documents: string
  /** The field of its events' data that names the aggregate. */
  readonly id: string
  /** The data of its events, by type. */
  readonly events: Readonly<Record<string, z.ZodType<object>>>
  /** A valid one of each: for tests, and for reading. */
  readonly examples?: Readonly<Record<string, object>>
  /**
   * From version 1 to 2, from 2 to 3, and so on: a new version of a schema comes with its entry here. Events in the logs are never
   * rewritten.
   */
  readonly upcasts?: Readonly<Record<string, readonly Upcast[]>>
  /** What folds its events. */
  readonly decider: Folding
  /** When the next deadline of an aggregate in this state passes. */
  due?(state: AnyState): Date | undefined
}

/** Of a decider, what brings a document forward to its log. */
export interface Folding {
  initial(id: string): AnyState
  evolve(state: AnyState, event: AnyEvent, at: string): AnyState
}

/** What a domain says of itself in its manifest.ts: a module with these exports. */
export type Domain = {
  /** Its folder, its service. */
  readonly name: string
  /** What it decides about. */
  readonly aggregates?: Readonly<Record<string, AggregateManifest>>
  /** What it does about events, its own and others'. */
  readonly reactions?: EventTable<unknown>
  /** Its other collections that cannot be derived from anything else. */
  readonly collections?: readonly string[]
  /** What it shows of events, and can be built again from them. */
  readonly readModel?: ReadModel
  /** Its replicas notify each other of changes there, for live followers. */
  readonly followed?: boolean
  /** It takes nothing new while others are behind, and so looks at their consumers. */
  readonly admission?: boolean
  /** It monitors all others: requests their status, reads their consumers, and replays their dead letters. */
  readonly operates?: boolean
}

export type AggregateDefinition = AggregateManifest & { readonly name: string; readonly service: string }

export type EventDefinition = {
  readonly aggregate: AggregateDefinition
  readonly schema: z.ZodType<object>
  /** The version of `schema`. Older ones are upcast, newer ones parked. */
  readonly schemaVersion: number
  readonly upcasts: readonly Upcast[]
}

/** Work that several aggregates participate in, like an order. */
export type Correlation = {
  /** What people call it. */
  readonly name: string
  /** The field of an event's data that says which it belongs to. It stands in the envelope, too. */
  readonly field: string
  readonly id: z.ZodType<string>
}

export type ContractOptions = {
  /** What the application is called: names of metrics, and headers of messages, begin with it. Small letters; default "events". */
  readonly name?: string
  readonly correlation?: Correlation
  /** By what else a reader may choose events: a word for it, and the field of their data. */
  readonly filters?: Readonly<Record<string, string>>
}

/**
 * `Known`: the envelopes that its events come in, as their readers see them.
 *
 * @example
 * const correlation = { name: 'case', field: 'caseId', id: z.string() }
 * const contract = new Contract([counter, overview], { name: 'tally', correlation })
 * contract.receivedBy('overview') // ['Counted']
 * contract.metric('events_total') // tally_events_total
 */
export class Contract<Known extends RawEnvelope = RawEnvelope> {
  readonly name: string
  readonly correlation: Correlation | undefined
  readonly filters: Readonly<Record<string, string>>
  readonly domains: readonly Domain[]
  readonly aggregates: readonly AggregateDefinition[]
  /** By type. */
  readonly events: ReadonlyMap<string, EventDefinition>
  readonly #read: EnvelopeReader

  /** Throws for a name that neither metrics nor headers may begin with. */
  constructor(domains: readonly Domain[], { name = 'events', correlation, filters = {} }: ContractOptions = {}) {
    if (!/^[a-z]{1,32}$/.test(name)) throw new TypeError(`name: expected 1 to 32 small letters, got ${show(name)}`)
    this.name = name
    this.correlation = correlation
    this.filters = filters
    this.domains = domains
    this.aggregates = domains.flatMap(({ name: service, aggregates = {} }) =>
      Object.entries(aggregates).map(([name, aggregate]) => ({ ...aggregate, name, service })),
    )
    this.events = new Map(this.aggregates.flatMap(definitionsOf))
    this.#read = envelopeReader(this.events, correlation)
  }

  /** The domains that own an aggregate. */
  get senders(): readonly string[] {
    return [...new Set(this.aggregates.map(({ service }) => service))]
  }

  /** All that have to do with events. */
  get services(): readonly string[] {
    return this.domains.filter((domain) => isParticipant(domain)).map(({ name }) => name)
  }

  /** The types that a service receives. */
  receivedBy(service: string): readonly string[] {
    const domain = this.domains.find(({ name }) => name === service)
    const heard = new Set(domain && typesHeardBy(domain))
    return [...this.events.keys()].filter((type) => heard.has(type))
  }

  /** The services that receive it. Subscriptions follow an aggregate's whole stream besides. */
  receiversOf(type: string): readonly string[] {
    return this.domains.map(({ name }) => name).filter((name) => this.receivedBy(name).includes(type))
  }

  /** Throws for a kind that no domain has. */
  aggregate(kind: string): AggregateDefinition {
    const found = this.aggregates.find(({ name }) => name === kind)
    if (!found) throw new TypeError(`${kind}: no domain has such an aggregate`)
    return found
  }

  /** Throws for a type that no domain has. */
  event(type: string): EventDefinition {
    const found = this.events.get(type)
    if (!found) throw new TypeError(`${type}: no domain has such an event`)
    return found
  }

  /** The version in which events of this type are written now. */
  schemaVersion(type: string): number {
    return this.events.get(type)?.schemaVersion ?? 1
  }

  /**
   * Reads an envelope, from the wire (UTF-8 JSON) or as a value, upcasts older versions and checks everything that the
   * contract says. Fields that the contract does not know are left out of the result. Never throws.
   */
  parse(input: unknown): Parsed<Known> {
    const parsed = this.#read(input)
    if (parsed.kind !== 'ok') return parsed
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of its type has just accepted its data
    return { kind: 'ok', envelope: parsed.envelope as Known }
  }

  /** The event in the latest version of its type. Throws where it is not what the contract allows. */
  admit(envelope: RawEnvelope): RawEnvelope {
    const parsed = this.#read(envelope)
    if (parsed.kind !== 'ok') throw new Error(`an event that the contract does not allow: ${parsed.problem}`)
    return parsed.envelope
  }

  /** Which work the event belongs to; undefined: none of many aggregates. */
  correlationOf(data: Data): string | undefined {
    const id = this.correlation === undefined ? undefined : data[this.correlation.field]
    return typeof id === 'string' ? id : undefined
  }

  /** The same of a message that has not been validated yet, as far as it can be read. */
  correlationIn(body: Uint8Array): string | undefined {
    try {
      const value: unknown = JSON.parse(utf8.decode(body))
      return isData(value) ? this.correlationOf(value) : undefined
    } catch {
      return undefined
    }
  }

  /** What an envelope of this data says of that. */
  correlated(data: Data): Readonly<Record<string, string>> {
    const id = this.correlationOf(data)
    return this.correlation === undefined || id === undefined ? {} : { [this.correlation.field]: id }
  }

  /** What a metric of this application is called. */
  metric(what: string): string {
    return `${this.name}_${what}`
  }
}

const utf8 = new TextDecoder()

function isParticipant(domain: Domain): boolean {
  return domain.aggregates !== undefined || domain.operates === true || typesHeardBy(domain).length > 0
}

function typesHeardBy({ reactions = {}, readModel }: Domain): readonly string[] {
  return [...typesOf(reactions), ...(readModel?.projections ?? []).flatMap(({ types }) => types)]
}

function definitionsOf(aggregate: AggregateDefinition): [string, EventDefinition][] {
  return Object.entries(aggregate.events).map(([type, schema]) => {
    const upcasts = aggregate.upcasts?.[type] ?? []
    return [type, { aggregate, schema, schemaVersion: upcasts.length + 1, upcasts }]
  })
}
