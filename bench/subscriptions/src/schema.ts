/** The graph that is measured: one subgraph that streams statuses by the convention that makes streams resumable. */

export const PORT = 23_920
export const subgraph = { name: 'statuses', url: `http://127.0.0.1:${PORT}/graphql` }

export const schema = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { status(id: ID!): Status }
  type Subscription { statusChanged(id: ID!, after: String): Status! }
  type Status { id: ID! status: String! at: String! cursor: String! }
`

export const operation = 'subscription Track($id: ID!) { statusChanged(id: $id) { id status at } }'
