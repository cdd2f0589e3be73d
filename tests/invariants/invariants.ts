/** The invariants of the shop at rest. Pure; each answers what is broken, one line a finding. */
import { type OperationRecord, stateFor } from '@shop/events/aggregates/document.ts'
import { type Aggregate, contract, type Envelope } from '@shop/contract/catalog.ts'
import type { DeliveryStatus, OrderStatus } from '@shop/contract/values.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import type { AnyState } from '@shop/events/decider.ts'
import type { Projection } from '@shop/events/projections/projection.ts'
import { delivery } from '@shop/delivery/domain/decider.ts'
import { shown, type Delivery } from '@shop/delivery/domain/delivery.ts'
import { product } from '@shop/inventory/domain/decider.ts'
import type { Product } from '@shop/inventory/domain/product.ts'
import { pages, productNames, purchases } from '@shop/mypage/read-model.ts'
import { order } from '@shop/order/domain/decider.ts'
import type { Order, PlacedOrder } from '@shop/order/domain/order.ts'
import { account } from '@shop/pay/domain/decider.ts'
import type { Account } from '@shop/pay/domain/account.ts'
import { isDeepStrictEqual } from 'node:util'
import type { Evidence, Stored } from './evidence.ts'

export function checkInvariants(evidence: Evidence): string[] {
  return [
    ...pointsAreKept(evidence),
    ...stockIsKept(evidence),
    ...ordersEnd(evidence),
    ...pagesEqualARebuild(evidence),
    ...documentsEqualTheirLogs(evidence),
  ]
}

/** 1. per user: points added = points + what live orders cost */
export function pointsAreKept({ documents, logs }: Evidence): string[] {
  const cost = sumBy(
    live(documents.order),
    ({ userId }) => userId,
    ({ totalPrice }) => totalPrice ?? 0,
  )
  const added = sumBy(
    ofType(logs.account, 'PointsAdded'),
    ({ aggregateId }) => aggregateId,
    ({ data }) => Number(data['amount']),
  )
  return states<Account>(documents.account).flatMap(({ userId, points }) => {
    const [given, spent] = [added.get(userId) ?? 0, cost.get(userId) ?? 0]
    return given === points + spent
      ? []
      : [`1. user ${userId}: ${given} points added, ${points} left, ${spent} in live orders`]
  })
}

/** 2. per product: stock added = stock + units in live orders */
export function stockIsKept({ documents, logs }: Evidence): string[] {
  const units = sumBy(
    live(documents.order),
    ({ productId }) => productId,
    ({ quantity }) => quantity,
  )
  const came = [
    ...ofType(logs.product, 'ProductAdded').map(({ aggregateId, data }) => ({
      aggregateId,
      units: Number(data['stock']),
    })),
    ...ofType(logs.product, 'Restocked').map(({ aggregateId, data }) => ({
      aggregateId,
      units: Number(data['quantity']),
    })),
  ]
  const added = sumBy(
    came,
    ({ aggregateId }) => aggregateId,
    (one) => one.units,
  )
  return states<Product>(documents.product).flatMap((one) => {
    const stock = one.exists ? one.stock : 0
    const [given, sold] = [added.get(one.id) ?? 0, units.get(one.id) ?? 0]
    return given === stock + sold
      ? []
      : [`2. product ${one.id}: ${given} units added, ${stock} left, ${sold} in live orders`]
  })
}

/** 3. every order ends REJECTED, CANCELLED, COMPLETED, or CONFIRMED with a delivery, or has a dead letter; its delivery agrees */
export function ordersEnd({ documents, deadOrders }: Evidence): string[] {
  const deliveries = new Map(states<Delivery>(documents.delivery).map((one) => [one.orderId, shown(one)]))
  return placed(documents.order).flatMap(({ id, status }) => {
    const there = deliveries.get(id)?.status ?? 'not there'
    if (deadOrders.has(id) || deliveriesAtTheEnd[status].includes(there)) return []
    return [`3. order ${id} is ${status}, its delivery ${there}`]
  })
}

/** What there may be of a delivery, by the order's status. PENDING and CANCELLING are no end. */
const deliveriesAtTheEnd: Readonly<Record<OrderStatus, readonly (DeliveryStatus | 'not there')[]>> = {
  PENDING: [],
  CANCELLING: [],
  CONFIRMED: ['PREPARING', 'SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY'],
  COMPLETED: ['DELIVERED'],
  CANCELLED: ['not there', 'CANCELLED'],
  REJECTED: ['not there', 'CANCELLED'],
}

/** 4. mypage equals a rebuild from the first event */
export function pagesEqualARebuild({ logs, views }: Evidence): string[] {
  const events = Object.values(logs)
    .flat()
    .map((event) => contract.parse(event))
  const readable = events.flatMap((parsed) => (parsed.kind === 'ok' ? [parsed.envelope] : []))
  return [
    ...differences('4. purchase', projected(purchases, readable), views.purchases),
    ...differences('4. page of', projected(pages, readable), views.pages),
    ...differences('4. product name', projected(productNames, readable), views.products),
  ]
}

function projected<Value>(projection: Projection<Value>, events: readonly Envelope[]): Map<string, Value> {
  const documents = new Map<string, Value>()
  for (const change of events.map((event) => projection.changeOf(event))) {
    if (change) documents.set(change.id, change.apply(documents.get(change.id) ?? null))
  }
  return documents
}

/** 5. no event is applied twice: versions have no gap, ids are unique, and every document is the fold of its log */
export function documentsEqualTheirLogs({ documents, logs }: Evidence): string[] {
  return [
    ...equalsLog<Order>('order', order, documents.order, logs.order),
    ...equalsLog<Product>('product', product, documents.product, logs.product),
    ...equalsLog<Account>('account', account, documents.account, logs.account),
    ...equalsLog<Delivery>('delivery', delivery, documents.delivery, logs.delivery),
  ]
}

type HistoryFolds<State> = {
  readonly initial: (id: string) => State
  readonly evolve: (state: State, event: never, at: string) => State
}

function equalsLog<State extends AnyState>(
  kind: Aggregate,
  { initial, evolve }: HistoryFolds<State>,
  documents: readonly Stored[],
  log: readonly RawEnvelope[],
): string[] {
  const broken: string[] = []
  const histories = Map.groupBy(log, ({ aggregateId }) => aggregateId)
  if (new Set(log.map(({ id }) => id)).size !== log.length) broken.push(`5. two ${kind} events have one id`)
  for (const { id, version, state } of documents) {
    const history = histories.get(id) ?? []
    if (history.some(({ aggregateVersion }, index) => aggregateVersion !== index + 1))
      broken.push(`5. the log of ${kind} ${id} has a gap`)
    if (history.length !== version)
      broken.push(`5. ${kind} ${id} is at version ${version}, its log at ${history.length}`)
    const folded = foldOf({ initial, evolve }, id, history)
    if (!isDeepStrictEqual(withoutOperations(folded), withoutOperations(state)))
      broken.push(`5. ${kind} ${id} is not what its log says: ${JSON.stringify(withoutOperations(state))}`)
  }
  return broken
}

/** Each event meets the record of its own operation alone, as in a service: all of them would be copied for every event. */
function foldOf<State extends AnyState>(
  { initial, evolve }: HistoryFolds<State>,
  id: string,
  history: readonly RawEnvelope[],
): State {
  const records = new Map<string, OperationRecord>()
  return history.reduce<State>((before, { type, data, occurredAt, operation, aggregateVersion: at }) => {
    const state = stateFor({ state: before, records }, operation)
    const after = evolve(state, { type, ...data } as never, occurredAt)
    records.set(operation, { did: after.operations[operation], at })
    return { ...after, operations: {} }
  }, initial(id))
}

/** Old records leave the document, and the log keeps them. */
function withoutOperations({ operations: _, ...others }: AnyState): object {
  return others
}

function differences(
  what: string,
  expected: ReadonlyMap<string, unknown>,
  found: ReadonlyMap<string, unknown>,
): string[] {
  const ids = new Set([...expected.keys(), ...found.keys()])
  return [...ids].flatMap((id) =>
    isDeepStrictEqual(expected.get(id), found.get(id))
      ? []
      : [`${what} ${id}: ${JSON.stringify(found.get(id))}, rebuilt ${JSON.stringify(expected.get(id))}`],
  )
}

/** The stored states of one kind, which its service wrote. */
function states<State>(documents: readonly Stored[]): State[] {
  return documents.map(({ state }) => state as unknown as State)
}

function placed(documents: readonly Stored[]): PlacedOrder[] {
  return states<Order>(documents).filter((one) => one.exists)
}

/** Paid and not given back. */
function live(documents: readonly Stored[]): PlacedOrder[] {
  return placed(documents).filter(({ status }) => status === 'CONFIRMED' || status === 'COMPLETED')
}

function ofType(log: readonly RawEnvelope[], wanted: string): RawEnvelope[] {
  return log.filter(({ type }) => type === wanted)
}

function sumBy<One>(
  ones: readonly One[],
  key: (one: One) => string,
  amount: (one: One) => number,
): Map<string, number> {
  const sums = new Map<string, number>()
  for (const one of ones) sums.set(key(one), (sums.get(key(one)) ?? 0) + amount(one))
  return sums
}
