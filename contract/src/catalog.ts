/** The contract of this shop: every event of every domain that shop.ts lists, with its types. events/PROTOCOL.md says the same in words. */
import { Contract, type ContractOptions } from '@shop/events/contract/contract.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import type { Reaction } from '@shop/events/reactions.ts'
import type { z } from 'zod'
import type * as shop from '../../shop.ts'
import { domains } from './domains.ts'
import { orderId } from './values.ts'

type Listed = (typeof shop)[keyof typeof shop]
type ContractAggregates<Each> = Each extends { readonly aggregates: infer All } ? All : never
/** A kind of aggregate. */
export type Aggregate = Keys<ContractAggregates<Listed>>
type Keys<Each> = Each extends unknown ? Extract<keyof Each, string> : never
type Values<Each> = Each extends unknown ? Each[keyof Each] : never
type EventSchemas = Values<ContractAggregates<Listed>>['events']

export type EventType = Keys<EventSchemas>
type DataByType = { readonly [Type in EventType]: Readonly<z.infer<SchemaOf<EventSchemas, Type>>> }
type SchemaOf<Each, Type extends string> = Each extends { readonly [Key in Type]: infer Schema extends z.ZodType }
  ? Schema
  : never
/** What an event of this type says, without its type. */
export type EventData<Type extends EventType> = DataByType[Type]

type EnvelopeByType = {
  readonly [Type in EventType]: Omit<RawEnvelope, 'type' | 'aggregate' | 'data'> & {
    readonly type: Type
    readonly aggregate: Aggregate
    /** Of events of an order. */
    readonly orderId?: string
    readonly data: EventData<Type>
  }
}
export type Envelope<Type extends EventType = EventType> = EnvelopeByType[Type]

/** Per event type, what is to be done; undefined: nothing this time. Types that are not in the table are not delivered to this service. */
export type ContractEvents<Result> = {
  readonly [Type in EventType]?: (event: EventData<Type>, envelope: Envelope<Type>) => Result | undefined
}
export type ContractReactions<Command> = ContractEvents<Reaction<Command>>

export const options: ContractOptions = {
  name: 'shop',
  correlation: { name: 'order', field: 'orderId', id: orderId },
  filters: { user: 'userId' },
}

export const contract = new Contract<Envelope>(domains, options)

/** True for the types of this contract, and for nothing else. */
export function isEventType(name: string): name is EventType {
  return contract.events.has(name)
}
