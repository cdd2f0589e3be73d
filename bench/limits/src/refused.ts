/** Documents for the order page's graph that are refused, of many kinds, each text another one. */

import type { RequestBody } from './adversarial.ts'

const times = (count: number, part: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ')

const nested = (depth: number): string => 'user { recentOrders(first: 1) { '.repeat(depth) + 'id' + ' } }'.repeat(depth)

/** By kind; another text for another `n`. */
export const refused: Readonly<Record<string, (n: number) => RequestBody>> = {
  'a fault of syntax': (n) => ({
    query: `query R${n} { order(id: ${n}) { id status ${'timeline { at service } '.repeat(20)} `,
  }),
  'no such fields': (n) => ({
    query: `query R${n} { order(id: ${n}) { ${times(40, (m) => `statsu${m} quantiti${m}`)} product { nmae descripton } } }`,
  }),
  'no such argument': (n) => ({
    query: `query R${n} { ${times(20, (m) => `a${m}: order(id: ${n}, idd: ${m}) { id }`)} }`,
  }),
  'fields that conflict': (n) => ({
    query: `query R${n} { order(id: ${n}) { user { ${times(200, (m) => `recentOrders(first: ${m}) { id }`)} } } }`,
  }),
  'a variable is missing': (n) => ({ query: `query R${n}($id: ID!) { order(id: $id) { id status quantity } }` }),
  'a variable is wrong': (n) => ({
    query: `query R($id: ID!) { order(id: $id) { id status quantity } }`,
    variables: { id: { n } },
  }),
  tokens: (n) => ({
    query: `query R${n} { order(id: ${n}) { ${'timeline { at service event detail } '.repeat(700)} } }`,
  }),
  'tokens, 200 KB of them': (n) => ({
    query: `query R${n} { order(id: ${n}) { ${'timeline { at service event detail } '.repeat(5_500)} } }`,
  }),
  nameLength: (n) => ({ query: `query R${n} { order(id: ${n}) { ${'a'.repeat(200_000)}: id } }` }),
  depth: (n) => ({ query: `query R${n} { order(id: ${n}) { ${nested(12)} } }` }),
  height: (n) => ({ query: `query R${n} { order(id: ${n}) { ${'timeline { at service event } '.repeat(300)} } }` }),
  aliases: (n) => ({ query: `query R${n} { order(id: ${n}) { ${times(120, (m) => `a${m}: status`)} } }` }),
  rootFields: (n) => ({ query: `query R${n} { ${times(40, (m) => `a${m}: order(id: ${n}) { id }`)} }` }),
  directives: (n) => ({
    query: `query R${n} { order(id: ${n}) { ${times(60, () => 'status @include(if: true)')} } }`,
  }),
  listItems: (n) => ({ query: `query R${n} { order(id: [${times(1_200, String)}]) { id } }` }),
  cost: (n) => ({
    query: `query R${n} { orders(first: 900, after: ${n}) { id status user { recentOrders(first: 100) { id status } } } }`,
  }),
  variables: (n) => ({
    query: `query R($id: ID!) { order(id: $id) { id } }`,
    variables: Object.fromEntries(Array.from({ length: 200 }, (_, m) => [`v${m}`, n])),
  }),
  variableBytes: (n) => ({
    query: `query R($id: ID!) { order(id: $id) { id } }`,
    variables: { id: `${n} ${'x'.repeat(200_000)}` },
  }),
  bodyBytes: (n) => ({ query: `query R${n} { order(id: ${n}) { id } } #${'x'.repeat(300_000)}` }),
}
