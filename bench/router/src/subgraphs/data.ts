/** Data without end: every object follows from its type and id. */

export type Entity = { readonly __typename: string; readonly id: string }
type Arguments = Readonly<Record<string, unknown>>
type Fields = Readonly<Record<string, (of: Entity, given: Arguments) => unknown>>

const AT = '2026-11-22T10:15:30.000Z'
const STEPS = [
  'OrderPlaced',
  'StockReserved',
  'PaymentApproved',
  'DeliveryPrepared',
  'DeliveryAdvanced',
  'OrderStatusChanged',
]

export const fields: Readonly<Record<string, Fields>> = {
  Query: {
    order: (_, { id }) => entity('Order', String(id)),
    orders: (_, { first, after }) => list(Number(first), (index) => entity('Order', String(Number(after) + index))),
    product: (_, { id }) => entity('Product', String(id)),
    user: (_, { id }) => entity('User', String(id)),
  },
  Order: {
    status: ({ id }) => ['PENDING', 'CONFIRMED', 'COMPLETED'][Number(id) % 3],
    quantity: ({ id }) => 1 + (Number(id) % 5),
    address: ({ id }) => `${id} Sejong-daero, Jung-gu, Seoul`,
    placedAt: () => AT,
    totalPrice: ({ id }) => 1000 + Number(id),
    user: ({ id }) => entity('User', String(Number(id) % 1000)),
    product: ({ id }) => entity('Product', String(Number(id) % 100)),
    timeline: ({ id }) =>
      STEPS.map((event, index) => ({
        __typename: 'SagaStep',
        at: AT,
        service: `service-${index}`,
        event,
        detail: `order ${id}, step ${index} of ${STEPS.length}`,
      })),
    delivery: ({ id }) => entity('Delivery', id),
  },
  User: {
    recentOrders: ({ id }, { first }) =>
      list(Number(first), (index) => entity('Order', String(Number(id) * 10 + index))),
    name: ({ id }) => `Customer number ${id}`,
    points: ({ id }) => 10_000 + Number(id),
    pointHistory: ({ id }, { first }) =>
      list(Number(first), (index) => ({
        __typename: 'PointEntry',
        id: `${id}-${index}`,
        at: AT,
        kind: 'CHARGED',
        amount: -30 * index,
        balance: 10_000 - 30 * index,
      })),
  },
  Product: {
    name: ({ id }) => `A very good product, number ${id}`,
    description: ({ id }) =>
      `What one wants to know of product ${id} before one buys it: it is good, it is there, and it comes soon.`,
    price: ({ id }) => 100 + Number(id),
    stock: ({ id }) => Number(id) * 3,
    rating: ({ id }) => 1 + (Number(id) % 40) / 10,
  },
  Delivery: {
    status: () => 'IN_TRANSIT',
    address: ({ id }) => `${id} Sejong-daero, Jung-gu, Seoul`,
    eta: () => AT,
    history: () =>
      ['PREPARING', 'SHIPPED', 'IN_TRANSIT'].map((status) => ({ __typename: 'DeliveryStep', status, at: AT })),
  },
}

function entity(typename: string, id: string): Entity {
  return { __typename: typename, id }
}

function list<Item>(count: number, item: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => item(index))
}
