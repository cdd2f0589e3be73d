/** Every event: what it is about, who sends it, who reacts, what takes it back. PROTOCOL.md says the same in words. */
import type { Aggregate, Service } from '@shop/contract/domains.ts'
import type { z } from 'zod'
import { accountEvents } from './account.ts'
import { deliveryEvents } from './delivery.ts'
import { orderEvents } from './order.ts'
import { productEvents } from './product.ts'

const schemas = { ...orderEvents, ...productEvents, ...accountEvents, ...deliveryEvents }

export type EventType = keyof typeof schemas
export type { Aggregate, Service } from '@shop/contract/domains.ts'

type DataByType = { readonly [Type in EventType]: Readonly<z.infer<(typeof schemas)[Type]>> }
/** What an event of this type says, without its type. */
export type EventData<Type extends EventType> = DataByType[Type]

type Flat<Type extends EventType> = { [Each in Type]: { readonly type: Each } & EventData<Each> }[Type]
/** An event as a decider knows it: its type and its data in one. */
export type DomainEvent<Type extends EventType = EventType> = Flat<Type>
export type OrderEvent = DomainEvent<keyof typeof orderEvents>
export type ProductEvent = DomainEvent<keyof typeof productEvents>
export type AccountEvent = DomainEvent<keyof typeof accountEvents>
export type DeliveryEvent = DomainEvent<keyof typeof deliveryEvents>

export type CatalogEntry = {
  readonly aggregate: Aggregate
  /** The service that sends it: the one that owns the aggregate. */
  readonly service: Service
  /** The version of `schema`. Older ones are upcast (upcasts.ts); newer ones are parked. */
  readonly schemaVersion: number
  readonly schema: z.ZodType<object>
  /** The services whose reactions.ts names it. Subscriptions follow an aggregate's whole stream besides. */
  readonly receivers: readonly Service[]
  /** The events that take it back; none: it has nothing to take back, or is itself a compensation. */
  readonly compensation: readonly EventType[]
}

type Route = Pick<CatalogEntry, 'receivers' | 'compensation'>
const to = (receivers: readonly Service[], compensation: readonly EventType[] = []): Route => ({
  receivers,
  compensation,
})
const sent = (service: Service, aggregate: Aggregate, type: EventType, route: Route): CatalogEntry => ({
  aggregate,
  service,
  schemaVersion: 1,
  schema: schemas[type],
  ...route,
})
const order = (type: keyof typeof orderEvents, route: Route) => sent('order', 'order', type, route)
const product = (type: keyof typeof productEvents, route: Route) => sent('inventory', 'product', type, route)
const account = (type: keyof typeof accountEvents, route: Route) => sent('pay', 'account', type, route)
const delivery = (type: keyof typeof deliveryEvents, route: Route) => sent('delivery', 'delivery', type, route)

export const catalog: { readonly [Type in EventType]: CatalogEntry } = {
  OrderPlaced: order('OrderPlaced', to(['inventory', 'delivery', 'mypage', 'operations'], ['CancellationRequested'])),
  OrderNoted: order('OrderNoted', to(['mypage', 'operations'])),
  OrderStatusChanged: order('OrderStatusChanged', to(['delivery', 'mypage', 'operations'])),
  CancellationRequested: order(
    'CancellationRequested',
    to(['delivery', 'mypage', 'operations'], ['CancellationRefused']),
  ),

  ProductAdded: product('ProductAdded', to(['mypage'])),
  Restocked: product('Restocked', to(['mypage'])),
  PriceChanged: product('PriceChanged', to(['mypage'])),
  StockReserved: product('StockReserved', to(['pay', 'order'], ['StockReleased', 'StockRestored'])),
  StockRejected: product('StockRejected', to(['order'])),
  StockReleased: product('StockReleased', to(['order'])),
  StockRestored: product('StockRestored', to(['order'])),

  PointsAdded: account('PointsAdded', to(['mypage'])),
  PaymentApproved: account('PaymentApproved', to(['delivery', 'order', 'mypage'], ['PaymentRefunded'])),
  PaymentDeclined: account('PaymentDeclined', to(['inventory', 'order', 'mypage'])),
  PaymentRefunded: account('PaymentRefunded', to(['inventory', 'order', 'mypage'])),

  DeliveryRequested: delivery('DeliveryRequested', to(['mypage'], ['DeliveryCancelled', 'DeliveryRuledOut'])),
  DeliveryPrepared: delivery('DeliveryPrepared', to(['order', 'mypage'], ['DeliveryCancelled'])),
  DeliveryAdvanced: delivery('DeliveryAdvanced', to(['order', 'mypage'], ['DeliveryCancelled'])),
  CancellationRefused: delivery('CancellationRefused', to(['order', 'mypage'])),
  DeliveryCancelled: delivery('DeliveryCancelled', to(['pay', 'order', 'mypage'])),
  DeliveryRuledOut: delivery('DeliveryRuledOut', to(['mypage'])),
}

export const eventTypes: ReadonlySet<string> = new Set(Object.keys(catalog))

/** True for the types of this contract, and for nothing else (no name of Object's own passes). */
export function isEventType(name: string): name is EventType {
  return eventTypes.has(name)
}

/** The field of an event's data that names its aggregate. */
export const idField = { order: 'orderId', product: 'productId', account: 'userId', delivery: 'orderId' } as const
