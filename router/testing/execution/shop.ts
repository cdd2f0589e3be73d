/** A small shop of four subgraphs in this process, for tests: the shape of a real one, with simple data. */

import { composeServices } from '@apollo/composition'
import { buildSubgraphSchema, type GraphQLSchemaModule } from '@apollo/subgraph'
import { parse } from 'graphql'
import { localSubgraph, type LocalSubgraph } from './local-upstreams.ts'

type Reference = { readonly id: string }
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible"])`

const orders = new Map([
  ['o1', { id: 'o1', status: 'CONFIRMED', quantity: 2, user: { id: 'u1' }, product: { id: 'p1' } }],
  ['o2', { id: 'o2', status: 'PENDING', quantity: 1, user: { id: 'u2' }, product: { id: 'p2' } }],
  ['o3', { id: 'o3', status: 'REJECTED', quantity: 3, user: { id: 'u1' }, product: null }],
])
const prices = new Map([
  ['p1', 30],
  ['p2', 1200],
])

export const shop: ReadonlyMap<string, GraphQLSchemaModule> = new Map<string, GraphQLSchemaModule>([
  [
    'order',
    {
      typeDefs: parse(`${LINK}
        enum OrderStatus { PENDING CONFIRMED REJECTED ARCHIVED @inaccessible }
        type Query { order(id: ID!): Order orders(first: Int = 20, status: OrderStatus): [Order!]! node(id: ID!): Node }
        type Mutation { cancelOrder(id: ID!): Order! }
        type Subscription { orderStatusChanged(orderId: ID!, after: String): OrderUpdate! }
        type OrderUpdate { cursor: String! status: OrderStatus! order: Order! }
        interface Node { id: ID! }
        type Order implements Node @key(fields: "id") {
          id: ID! status: OrderStatus! quantity: Int! user: User! product: Product timeline: [Step!]! }
        type Step { event: String! detail: String }
        type User @key(fields: "id", resolvable: false) { id: ID! }
        type Product @key(fields: "id", resolvable: false) { id: ID! }`),
      resolvers: {
        Query: {
          order: (_: unknown, { id }: Reference) => orders.get(id),
          orders: () => [...orders.values()],
          node: (_: unknown, { id }: Reference) => orders.get(id),
        },
        Mutation: { cancelOrder: (_: unknown, { id }: Reference) => orders.get(id) },
        Node: { __resolveType: () => 'Order' },
        Order: {
          __resolveReference: ({ id }: Reference) => orders.get(id),
          timeline: ({ id }: Reference) =>
            ['OrderPlaced', 'StockReserved'].map((event) => ({ event, detail: `${event} ${id}` })),
        },
      },
    },
  ],
  [
    'inventory',
    {
      typeDefs: parse(`${LINK}
        type Query { product(id: ID!): Product products: [Product!]! }
        type Mutation { restock(id: ID!): Product! }
        type Product @key(fields: "id") { id: ID! name: String! price: Int! stock: Int! }`),
      resolvers: {
        Query: {
          product: (_: unknown, { id }: Reference) => product(id),
          products: () => [product('p1'), product('p2')],
        },
        Mutation: { restock: (_: unknown, { id }: Reference) => product(id) },
        Product: { __resolveReference: ({ id }: Reference) => product(id) },
      },
    },
  ],
  [
    'pay',
    {
      typeDefs: parse(`${LINK}
        type Query { me: User }
        type User @key(fields: "id") { id: ID! name: String! points: Int }
        type Order @key(fields: "id") { id: ID! quantity: Int! @external total: Int @requires(fields: "quantity product { price }") product: Product @external }
        type Product @key(fields: "id") { id: ID! price: Int! @external }`),
      resolvers: {
        Query: { me: () => ({ id: 'u1' }) },
        User: {
          name: ({ id }: Reference) => `name of ${id}`,
          points: ({ id }: Reference) => {
            if (id === 'u2') throw new Error('the points of u2 are not there')
            return 100
          },
        },
        Order: {
          total: ({ quantity, product: bought }: { quantity: number; product: { price: number } | null }) =>
            bought ? quantity * bought.price : null,
        },
      },
    },
  ],
  [
    'delivery',
    {
      typeDefs: parse(`${LINK}
        type Query { delivery(orderId: ID!): Delivery }
        type Order @key(fields: "id") { id: ID! delivery: Delivery }
        type Delivery @key(fields: "id") { id: ID! status: String! order: Order! }`),
      resolvers: {
        Query: { delivery: (_: unknown, { orderId }: { orderId: string }) => delivery(orderId) },
        Order: { delivery: ({ id }: Reference) => (id === 'o3' ? null : delivery(id)) },
        Delivery: { __resolveReference: ({ id }: Reference) => delivery(id.slice(1)) },
      },
    },
  ],
])

function product(id: string) {
  return { id, name: `name of ${id}`, price: prices.get(id) ?? null, stock: 9 }
}

function delivery(orderId: string) {
  return { id: `d${orderId}`, status: 'SHIPPED', order: { id: orderId } }
}

export function shopSupergraph(): string {
  const services = [...shop].map(([name, { typeDefs }]) => ({ name, url: `http://${name}/graphql`, typeDefs }))
  const { supergraphSdl, errors } = composeServices(services)
  if (supergraphSdl === undefined) throw new AggregateError(errors, 'the shop does not compose')
  return supergraphSdl
}

export function shopSubgraphs(): Map<string, LocalSubgraph> {
  return new Map([...shop].map(([name, subgraph]) => [name, localSubgraph(buildSubgraphSchema([subgraph]))]))
}
