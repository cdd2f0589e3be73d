/** The graph that is measured: four subgraphs, as the shop has them. */

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n`

/** Schema text by the subgraph's name. */
export const schemas: Readonly<Record<string, string>> = {
  order: `${LINK}
    type Query { order(id: ID!): Order orders(first: Int!, after: Int!): [Order!]! }
    enum OrderStatus { PENDING CONFIRMED COMPLETED }
    type Order @key(fields: "id") {
      id: ID! status: OrderStatus! quantity: Int! address: String! placedAt: String! totalPrice: Int
      user: User! product: Product timeline: [SagaStep!]! }
    type SagaStep { at: String! service: String! event: String! detail: String }
    type User @key(fields: "id") { id: ID! recentOrders(first: Int!): [Order!]! }
    type Product @key(fields: "id", resolvable: false) { id: ID! }`,
  inventory: `${LINK}
    type Query { product(id: ID!): Product }
    type Product @key(fields: "id") { id: ID! name: String! description: String! price: Int! stock: Int! rating: Float }`,
  pay: `${LINK}
    type Query { user(id: ID!): User }
    enum PointEntryKind { ADDED CHARGED REFUNDED }
    type User @key(fields: "id") { id: ID! name: String! points: Int pointHistory(first: Int!): [PointEntry!]! }
    type PointEntry { id: ID! at: String! kind: PointEntryKind! amount: Int! balance: Int! }`,
  delivery: `${LINK}
    type Query { delivery(orderId: ID!): Delivery }
    type Order @key(fields: "id") { id: ID! delivery: Delivery }
    type Delivery { id: ID! status: String! address: String! eta: String! history: [DeliveryStep!]! }
    type DeliveryStep { status: String! at: String! }`,
}

/** Each subgraph's port on 127.0.0.1. */
export const ports: Readonly<Record<string, number>> = {
  order: 23_901,
  inventory: 23_902,
  pay: 23_903,
  delivery: 23_904,
}

export function urlOf(subgraph: string): string {
  return `http://127.0.0.1:${ports[subgraph] ?? 0}/graphql`
}
