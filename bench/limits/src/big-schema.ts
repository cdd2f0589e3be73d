/** Answers and events of a requested size. */

export const schema = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { text(kilobytes: Int!, n: Int): String }
  type Subscription { text(kilobytes: Int!): String }`
