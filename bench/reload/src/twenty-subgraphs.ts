/** A large graph: twenty subgraphs, each with its share of the entities of others, some 500 types and 4,000 fields. */

const SUBGRAPHS = 20
const TYPES = 24
const FIELDS = 7
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n`

const times = (count: number, part: (n: number) => string, between = ' '): string =>
  Array.from({ length: count }, (_, n) => part(n)).join(between)

/** Schema text by the subgraph's name. */
export const twentySubgraphs: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: SUBGRAPHS }, (_, n) => [`s${n}`, schemaOf(n)]),
)

function schemaOf(n: number): string {
  const next = (n + 1) % SUBGRAPHS
  return `${LINK}
    type Query { thing${n}(id: ID!): Thing${n} search${n}(filter: Filter${n}): [Found${n}!]! }
    input Filter${n} { text: String kinds: [Kind${n}!] first: Int = 10 }
    enum Kind${n} { ${times(12, (k) => `KIND_${n}_${k}`)} }
    union Found${n} = ${times(TYPES, (t) => `Part${n}x${t}`, ' | ')}
    type Thing${n} @key(fields: "id") { id: ID! name: String kind: Kind${n} next: Thing${next} parts(first: Int): [Part${n}x0!]! }
    type Thing${next} @key(fields: "id") { id: ID! seenBy${n}: String rated${n}(by: Kind${n}): Float }
    ${times(TYPES, (t) => `"What stands here is sent to clients." type Part${n}x${t} { id: ID! thing: Thing${n} ${times(FIELDS, (f) => `field${f}(first: Int, text: String): String`)} part: Part${n}x${(t + 1) % TYPES} }`, '\n')}`
}

/** Operations over several subgraphs, each another. */
export const operationsOfTwenty: readonly string[] = Array.from({ length: 40 }, (_, n) => {
  const [one, two] = [n % SUBGRAPHS, (n + 1) % SUBGRAPHS]
  return `query Q${n} { thing${one}(id: "${n}") { name kind next { id seenBy${one} name kind parts(first: 2) { field0 field1 part { field2 } } next { id seenBy${two} } } } }`
})
