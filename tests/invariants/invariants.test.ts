/** A checker that finds nothing wrong proves nothing: here it must find what was broken on purpose. */
import { delivery } from '@shop/delivery/domain/decider.ts'
import { type Aggregate, type EventType, contract } from '@shop/contract/catalog.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { sample } from '@shop/contract/samples.ts'
import type { AnyState } from '@shop/events/decider.ts'
import { product } from '@shop/inventory/domain/decider.ts'
import { order } from '@shop/order/domain/decider.ts'
import { account } from '@shop/pay/domain/decider.ts'
import { v7 as uuidv7 } from 'uuid'
import type { Evidence, Stored } from './evidence.ts'
import { checkInvariants } from './invariants.ts'

const deciders = { order, product, account, delivery }
type Said = readonly [type: EventType, changes?: Readonly<Record<string, unknown>>]

const confirmed: Said = ['OrderStatusChanged', { operation: 'PaymentApproved' }]
const history: Readonly<Record<Aggregate, readonly Said[]>> = {
  order: [['OrderPlaced'], ['OrderNoted'], confirmed],
  product: [
    ['ProductAdded', { stock: 1_000 }],
    ['StockReserved', { stock: 990 }],
  ],
  account: [['PointsAdded', { points: 999_999, spent: 0 }], ['PaymentApproved']],
  delivery: [['DeliveryRequested'], ['DeliveryPrepared']],
}

type Folding = {
  initial(id: string): AnyState
  evolve(state: AnyState, event: object, at: string): AnyState
}

function log(said: readonly Said[]): RawEnvelope[] {
  return said.map(([type, changes], index) => {
    const parsed = contract.parse({ ...sample(type, changes), id: uuidv7(), aggregateVersion: index + 1 })
    if (parsed.kind !== 'ok') throw new Error(parsed.problem)
    return parsed.envelope
  })
}

function stored(aggregate: Aggregate, events: readonly RawEnvelope[]): Stored[] {
  const decider = deciders[aggregate] as unknown as Folding
  const id = events[0]?.aggregateId ?? ''
  const state = events.reduce(
    (before, { type, data, occurredAt }) => decider.evolve(before, { type, ...data }, occurredAt),
    decider.initial(id),
  )
  return [{ id, version: events.length, state }]
}

/** One order, paid and prepared, where nothing is `changed`. The views are left empty. */
function evidence(changed: Partial<typeof history> = {}): Evidence {
  const said = { ...history, ...changed }
  const logs = {
    order: log(said.order),
    product: log(said.product),
    account: log(said.account),
    delivery: log(said.delivery),
  }
  const documents = {
    order: stored('order', logs.order),
    product: stored('product', logs.product),
    account: stored('account', logs.account),
    delivery: stored('delivery', logs.delivery),
  }
  const nothing = { purchases: new Map(), pages: new Map(), products: new Map() }
  return { logs, documents, views: nothing, deadOrders: new Set() }
}

/** The findings by number, without the views, which are empty here. */
const found = (given: Evidence) =>
  checkInvariants(given)
    .filter((line) => !line.startsWith('4.'))
    .map((line) => line.slice(0, 2))

test('where all is well, nothing is found', () => expect(found(evidence())).toEqual([]))

test('an order that was paid twice', () =>
  expect(
    found(evidence({ account: [...history.account, ['PaymentApproved', { points: 979_999, spent: 20_000 }]] })),
  ).toEqual(['1.']))

test('units that were taken twice', () =>
  expect(found(evidence({ product: [...history.product, ['StockReserved', { stock: 980 }]] }))).toEqual(['2.']))

test('an order that never came to an end; it counts as one where its message is among the dead letters', () => {
  const stuck = evidence({
    order: [['OrderPlaced']],
    product: [['ProductAdded', { stock: 1_000 }]],
    account: [],
    delivery: [['DeliveryRequested']],
  })
  expect(found(stuck)).toEqual(['3.'])
  expect(found({ ...stuck, deadOrders: new Set(stuck.documents.order.map(({ id }) => id)) })).toEqual([])
})

test('a cancelled order whose delivery goes on', () => {
  const cancelled: Said = ['OrderStatusChanged', { operation: 'StockRestored', status: 'CANCELLED' }]
  const broken = evidence({ order: [['OrderPlaced'], cancelled] })
  expect(found(broken)).toEqual(['1.', '2.', '3.'])
})

test('views that are not what a rebuild makes of the logs', () => {
  const lines = checkInvariants(evidence()).filter((line) => line.startsWith('4.'))
  expect(lines.length).toBe(3) // of the purchase, the page and the product's name: all are missing
})

test.each<[string, (events: readonly RawEnvelope[]) => readonly RawEnvelope[]]>([
  ['a gap in a log', (events) => events.filter(({ aggregateVersion }) => aggregateVersion !== 2)],
  ['an event that was logged twice', (events) => [...events, ...events.slice(-1)]],
  ['a log that ends before its document', (events) => events.slice(0, -1)],
])('%s', (_what, breaking) => {
  const given = evidence()
  expect(found({ ...given, logs: { ...given.logs, delivery: breaking(given.logs.delivery) } })).toContain('5.')
})

test('a document that is not what its log says', () => {
  const given = evidence()
  const drifted = given.documents.product.map((one) => ({ ...one, state: { ...one.state, price: 7 } }))
  expect(found({ ...given, documents: { ...given.documents, product: drifted } })).toEqual(['5.'])
})
