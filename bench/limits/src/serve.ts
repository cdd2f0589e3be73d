/** The subgraphs of the wide graph in one process; says where they listen, in one line of JSON. */

import { ToySubgraph } from '@shop/router/testing/toy-subgraph.ts'
import { kinds, wideSchemas } from './wide-schema.ts'

const TEXT = 'what one may want to know of it'

/** An object whose fields follow from its kind, without end. */
function thing(kind: number, id = String(kind)): Record<string, unknown> {
  const other = (steps: number): Record<string, unknown> => thing((kind + steps) % kinds.length)
  const list = ({ first = 3 }: { first?: number | null }): unknown[] =>
    Array.from({ length: first ?? 3 }, (_, n) => other(n + 1))
  return {
    ...{ __typename: kinds[kind], id, name: TEXT, label: TEXT, far: TEXT, [`own${kind}`]: TEXT },
    ...{ peer: () => other(1), peers: list, any: () => other(2), twin: () => other(1) },
    ...{ remote: () => other(3), [`away${kind}`]: () => other(7) },
  }
}

const references = Object.fromEntries(
  kinds.map((name, kind) => [name, { __resolveReference: ({ id }: { id: string }) => thing(kind, id) }]),
)
const queries = {
  node: () => thing(0),
  nodes: (_: unknown, { first }: { first?: number | null }) =>
    Array.from({ length: first ?? 3 }, (_each, n) => thing(n % kinds.length, String(n))),
  echo: () => TEXT,
}

const { near = '', far = '' } = wideSchemas
const subgraphs = [
  new ToySubgraph('near', near, { ...references, Query: queries }),
  new ToySubgraph('far', far, references),
]
await Promise.all(subgraphs.map((subgraph) => subgraph.start()))
console.log(JSON.stringify(Object.fromEntries(subgraphs.map(({ name, url }) => [name, url]))))
