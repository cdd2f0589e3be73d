/** A graph that makes expensive operations short: an interface and a union of many types, fields of theirs in another subgraph, nested inputs. */

const KINDS = 20

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n`

/** Names of the object types. */
export const kinds: readonly string[] = Array.from({ length: KINDS }, (_, n) => `Kind${n}`)

const SHARED =
  'id: ID! name: String label(text: String, filter: Filter): String peer: Node peers(first: Int): [Node!]! any: Any'

/** Schema text by the subgraph's name. */
export const wideSchemas: Readonly<Record<string, string>> = {
  near: `${LINK}
    type Query { node(id: ID): Node nodes(filter: Filter, first: Int): [Node!]! echo(text: String, filter: Filter, texts: [String]): String }
    type Mutation { write(filter: Filter): Node }
    input Filter { all: [Filter!] any: [Filter] not: Filter ids: [ID!] text: String numbers: [Int] }
    interface Node { ${SHARED} }
    union Any = ${kinds.join(' | ')}
    ${kinds.map((name, n) => `type ${name} implements Node @key(fields: "id") { ${SHARED} own${n}: String twin: ${kinds[(n + 1) % KINDS] ?? name} }`).join('\n')}`,
  far: `${LINK}
    interface Remote { far: String remote: Remote }
    ${kinds.map((name, n) => `type ${name} implements Remote @key(fields: "id") { id: ID! far: String remote: Remote away${n}: ${kinds[(n + 7) % KINDS] ?? name} }`).join('\n')}`,
}
