/** Documents that the limits let through, each as expensive as can be for one stage of the router. */

import { kinds } from './wide-schema.ts'

/** The body of a request, before it is JSON. */
export type RequestBody = {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
}

const times = (count: number, part: (n: number) => string, between = ' '): string =>
  Array.from({ length: count }, (_, n) => part(n)).join(between)

const nested = (depth: number, open: string, inner: string): string =>
  `${open}{`.repeat(depth) + inner + '}'.repeat(depth)

const kind = (n: number): string => kinds[n % kinds.length] ?? 'Kind0'

/** What fits into a body of 256 KiB beside the rest of a request. */
const LONG = 250_000

const ofAllKinds = (part: (n: number) => string): string =>
  times(kinds.length, (n) => `... on ${kind(n)} { ${part(n)} }`)

const list = (count: number): string => `[${times(count, (n) => `"${n}"`)}]`

/** By name; each is another text for another `salt`. */
export const adversarial: Readonly<Record<string, (salt: number) => RequestBody>> = {
  'one field a thousand times': (salt) => ({ query: `query S${salt} { node { ${times(990, () => 'name')} } }` }),
  'one field with arguments': (salt) => ({
    query: `query S${salt} { node { ${times(600, () => 'label(text: "x")')} } }`,
  }),
  'one field with long equal arguments': (salt) => ({
    query: `query S${salt} { node { ${times(45, () => `label(filter: { ids: ${list(70)} })`)} } }`,
  }),
  'one field of many types': (salt) => ({
    query: `query S${salt} { node { ${times(380, (n) => `... on ${kind(n)} { twin { id } }`)} } }`,
  }),
  'equal trees beside each other': (salt) => ({
    query: `query S${salt} { node { ${times(60, () => nested(8, 'peer', 'name label'))} } }`,
  }),
  'equal trees of lists': (salt) => ({
    query: `query S${salt} { node { ${times(50, () =>
      nested(
        3,
        'peers(first: 2)',
        times(8, () => 'name'),
      ),
    )} } }`,
  }),
  'trees under an interface and each of its types': (salt) => ({
    query: `query S${salt} { node { ${alternately(7, 4)} } }`,
  }),
  'fragments beside each other': (salt) => ({
    query: `query S${salt} { node { ${times(300, (n) => `...F${n}`)} } } ${times(300, (n) => `fragment F${n} on Node { name id }`)}`,
  }),
  'fragments in a chain': (salt) => ({
    query: `query S${salt} { node { ...F0 } } ${times(399, (n) => `fragment F${n} on Node { name ...F${n + 1} }`)} fragment F399 on Node { id }`,
  }),
  'fragments multiplied': (salt) => ({
    query: `query S${salt} { node { ...F0 } } ${times(9, (n) => `fragment F${n} on Node { ...F${n + 1} ...F${n + 1} }`)} fragment F9 on Node { name }`,
  }),
  'fragments in a circle': (salt) => ({
    query: `query S${salt} { node { ...F0 } } ${times(300, (n) => `fragment F${n} on Node { ...F${(n + 1) % 300} ...F${(n + 7) % 300} }`)}`,
  }),
  'inline fragments within each other': (salt) => ({
    query: `query S${salt} { node { ${nested(600, '... on Node', 'name')} } }`,
  }),
  'unions within interfaces': (salt) => ({
    query: `query S${salt} { node { ${nested(17, 'any { ... on Node', '}name').replaceAll('}', '}}').replace('}}name', 'name')} } }`,
  }),
  'fields of another subgraph, of all types': (salt) => ({
    query: `query S${salt} { nodes(first: 1) { ${ofAllKinds((n) => `far own${n} away${n} { far away${(n + 7) % 20} { far } }`)} } }`,
  }),
  'fields of another subgraph, deep': (salt) => ({
    query: `query S${salt} { nodes(first: 1) { ${nested(
      3,
      'peer',
      ofAllKinds(() => 'far twin { far name }'),
    )} } }`,
  }),
  'fields of another subgraph, everywhere': (salt) => ({
    query: `query S${salt} { node { ...A peer { ...A peer { ...A peer { ...A } } } } } fragment A on Node { ${ofAllKinds((n) => `far away${n} { far twin { far } }`)} }`,
  }),
  'many operations over the same fragments': (salt) => ({
    operationName: `Q0x${salt}`,
    query: `${times(150, (n) => `query Q${n}x${salt}($v: String) { node { ...F0 } }`)} ${times(90, (n) => `fragment F${n} on Node { label(text: $v) ...F${n + 1} }`)} fragment F90 on Node { id }`,
  }),
  'many operations of many fields': (salt) => ({
    operationName: `Q0x${salt}`,
    query: `${times(200, (n) => `query Q${n}x${salt} { node { ...F } }`)} fragment F on Node { ${times(990, () => 'name')} }`,
  }),
  'hundreds of variables': (salt) => ({
    query: `query S${salt}(${times(240, (n) => `$v${n}: String`)}) { node { ${times(200, (n) => `label(text: $v${n})`)} } }`,
  }),
  'variables that nobody uses': (salt) => ({
    query: `query S${salt}(${times(950, (n) => `$v${n}: String`)}) { node { id } }`,
  }),
  'a variable that may not stand there': (salt) => ({
    query: `query S${salt}($v: Int) { node { ${times(500, () => 'label(text: $v)')} } }`,
  }),
  'lists in the document': (salt) => ({
    query: `query S${salt} { echo(texts: ${list(1000)}) other: echo(texts: ${list(1000)}) third: echo(texts: ${list(1000)}) }`,
  }),
  'objects within each other': (salt) => ({
    query: `query S${salt} { echo(filter: ${'{not:'.repeat(900)}{}${'}'.repeat(900)}) }`,
  }),
  'lists within each other': (salt) => ({
    query: `query S${salt} { echo(texts: ${'['.repeat(1980)}${']'.repeat(1980)}) }`,
  }),
  'lists that do not end': (salt) => ({ query: `query S${salt} { echo(texts: ${'['.repeat(3980)}` }),
  'types within each other': (salt) => ({
    query: `query S${salt}($v: ${'['.repeat(1980)}Int${']'.repeat(1980)}) { echo(texts: $v) }`,
  }),
  'selections that do not end': (salt) => ({ query: `query S${salt} { ${'...{'.repeat(1980)}` }),
  'a long text': (salt) => ({ query: `query S${salt} { echo(text: "${'x'.repeat(LONG)}") }` }),
  'a long text of escapes': (salt) => ({
    query: `query S${salt} { echo(text: "${String.raw`\u0041`.repeat(LONG / 8)}") }`,
  }),
  'a long block of lines': (salt) => ({
    query: `query S${salt} { echo(text: """${'\n x'.repeat(LONG / 4)}""") }`,
  }),
  'a long block of empty lines': (salt) => ({
    query: `query S${salt} { echo(text: """${'\n'.repeat(LONG / 2)}x""") }`,
  }),
  'empty lines, then faults': (salt) => ({
    query: `query S${salt} { node { ${'\n'.repeat(LONG / 2)} ${times(100, (n) => `unknown${n}`)} } }`,
  }),
  comments: (salt) => ({ query: `${'#\n'.repeat(LONG / 3)} query S${salt} { node { id } }` }),
  commas: (salt) => ({ query: `${','.repeat(LONG)} query S${salt} { node { id } }` }),
  'unknown fields': (salt) => ({ query: `query S${salt} { node { ${times(990, (n) => `nam${n}`)} } }` }),
  'a long unknown field': (salt) => ({ query: `query S${salt} { node { ${'x'.repeat(LONG)} } }` }),
  'unknown fields of all types': (salt) => ({
    query: `query S${salt} { node { ${times(380, (n) => `... on ${kind(n)} { twim { id } }`)} } }`,
  }),
  'unknown arguments': (salt) => ({
    query: `query S${salt} { node { ${times(600, (n) => `label(txet${n}: "x")`)} } }`,
  }),
  'unknown fragments': (salt) => ({ query: `query S${salt} { node { ${times(990, (n) => `...G${n}`)} } }` }),
  'fields that conflict': (salt) => ({
    query: `query S${salt} { node { ${times(600, (n) => `label(text: "${n}")`)} } }`,
  }),
  'values of wrong types': (salt) => ({
    query: `query S${salt} { echo(filter: { numbers: ${list(1000)} }) }`,
  }),
  'a fault at the end': (salt) => ({ query: `query S${salt} { node { ${times(990, () => 'name')} ` }),
  'variables with long lists': (salt) => ({
    query: `query S${salt}($a: Filter, $b: Filter) { a: echo(filter: $a) b: echo(filter: $b) }`,
    variables: Object.fromEntries(
      ['a', 'b'].map((name) => [name, { all: Array.from({ length: 1000 }, () => ({ ids: [1, 2, 3, 4, 5] })) }]),
    ),
  }),
  'variables of wrong values': (salt) => ({
    query: `query S${salt}($a: Filter) { echo(filter: $a) }`,
    variables: { a: { all: Array.from({ length: 1000 }, () => ({ numbers: ['a', 'b', { c: 'd'.repeat(40) }] })) } },
  }),
  'variables with a long wrong text': (salt) => ({
    query: `query S${salt}($a: Filter) { echo(filter: $a) }`,
    variables: { a: { numbers: ['x'.repeat(LONG / 2)] } },
  }),
  'variables of unknown fields': (salt) => ({
    query: `query S${salt}($a: Filter) { echo(filter: $a) }`,
    variables: { a: Object.fromEntries(Array.from({ length: 6_000 }, (_, n) => [`ids${n}`, 1])) },
  }),
  'conditions on every field': (salt) => ({
    query: `query S${salt}(${times(45, (n) => `$v${n}: Boolean!`)}) { node { ${times(45, (n) => `peer @include(if: $v${n}) { name far: id }`)} } }`,
    variables: Object.fromEntries(Array.from({ length: 45 }, (_, n) => [`v${n}`, n % 2 === 0])),
  }),
  'the whole schema': (salt) => ({
    query: `query S${salt} { __schema { types { name fields { name args { name type { name ofType { name } } } type { name ofType { name ofType { name } } } } possibleTypes { name fields { name } } } } }`,
  }),
}

/** Each level selects an interface's field, and the same of some of its types. */
function alternately(depth: number, types: number): string {
  if (depth === 0) return 'name'
  const below = `peer { ${alternately(depth - 1, types)} }`
  return `${below} ${times(types, (n) => `... on ${kind(n)} { peer { id twin: name peer { id } } }`)}`
}
