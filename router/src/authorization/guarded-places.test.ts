/** Every place where the specifications let a guard stand, under names of the importer's choice. */
import { writeFile } from 'node:fs/promises'
import { parse } from 'graphql'
import { compose } from '../supergraph/compose.ts'
import { loadSupergraph } from '../supergraph/load-supergraph.ts'
import { publicEntities } from '../entity-cache/public-entities.ts'
import { ToyRouter, token } from '../../testing/toy-router.ts'
import { ToySubgraph } from '../../testing/toy-subgraph.ts'
import { until } from '../../testing/until.ts'
import { checkSecurityLinks } from './directives.ts'

const NAMES = { authenticated: 'login', requiresScopes: 'needs', policy: 'held', tag: 'marked' }
const link = (name: (directive: string) => string) => `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", ${Object.keys(NAMES)
    .map((each) => `{ name: "@${each}", as: "@${name(each)}" }`)
    .join(', ')}])`
const RENAMED = link((directive) => NAMES[directive as keyof typeof NAMES])
const PLAIN = link((directive) => directive)

/** Kinds of guards, as they are applied. */
const GUARDS = { login: '@login', scopes: '@needs(scopes: [["admin"]])', policy: '@held(policies: [["admin"]])' }
/** Where they stand, and an operation that meets nothing but that. */
type Place = {
  readonly type: (guard: string) => string
  readonly field: string
  readonly query: string
  /** Into the supergraph's text: what composition refuses now, and earlier versions of it let pass. */
  readonly written?: (sdl: string, name: string, guard: string) => string
}
const PLACES: Readonly<Record<string, Place>> = {
  'a field': { type: (g) => `type A { x: Int ${g} }`, field: 'A', query: '{ it { x } }' },
  'an object': { type: (g) => `type A ${g} { x: Int }`, field: 'A', query: '{ it { x } }' },
  'an interface': {
    type: () => `interface I { x: Int } type A implements I { x: Int }`,
    written: (sdl, name, g) => sdl.replace(`interface ${name}\n`, `interface ${name} ${g}\n`),
    field: 'I',
    query: '{ it { x } }',
  },
  "an interface's field": {
    type: () => `interface I { x: Int } type A implements I { x: Int }`,
    written: (sdl, name, g) => sdl.replace(new RegExp(`(interface ${name}\\n[^}]*x: Int)`), `$1 ${g}`),
    field: 'I',
    query: '{ it { x } }',
  },
  'an object behind an interface': {
    type: (g) => `interface I { x: Int } type A implements I ${g} { x: Int }`,
    field: 'I',
    query: '{ it { x } }',
  },
  'an object in a union': {
    type: (g) => `union U = A type A ${g} { x: Int }`,
    field: 'U',
    query: '{ it { ... on A { x } } }',
  },
  'a scalar': { type: (g) => `scalar S ${g}`, field: 'S', query: '{ it }' },
  'an enum': { type: (g) => `enum E ${g} { x }`, field: 'E', query: '{ it }' },
}
const SECRET = { __typename: 'A', x: 4711 }
const cases = Object.keys(PLACES).flatMap((place) => Object.keys(GUARDS).map((guard) => [guard, place] as const))

/** One graph of all cases: field and types of each have its number. */
function caseOf(guard: string, place: string) {
  const n = cases.findIndex(([one, other]) => one === guard && other === place)
  const { type, field, query, written } = PLACES[place] ?? { type: String, field: '', query: '' }
  const numbered = (text: string) => text.replace(/\b[AIUSE]\b/g, (name) => `${name}${n}`)
  const definition = numbered(type('@@')).replace('@@', GUARDS[guard as keyof typeof GUARDS])
  const isLeaf = field === 'S' || field === 'E'
  return {
    definition: `${definition} extend type Query { it${n}: ${numbered(field)} }`,
    field: `it${n}`,
    query: numbered(query).replace('it', `it${n}`),
    written: (sdl: string) => written?.(sdl, `I${n}`, GUARDS[guard as keyof typeof GUARDS]) ?? sdl,
    value: isLeaf ? 'x' : { ...SECRET, __typename: `A${n}` },
  }
}

const all = cases.map(([guard, place]) => caseOf(guard, place))
const places = new ToySubgraph(
  'places',
  `${RENAMED} type Query { open: String } ${all.map(({ definition }) => definition).join('\n')}`,
  { Query: Object.fromEntries(all.map(({ field, value }) => [field, () => value])) },
)
const roots = new ToySubgraph(
  'roots',
  `${RENAMED} type Query @login { x: Int }
  type Mutation @needs(scopes: [["admin"]]) { x: Int }
  type Subscription @held(policies: [["admin"]]) { x: Int }`,
  { Query: { x: () => 4711 }, Mutation: { x: () => 4711 } },
)
let router: ToyRouter
let ofRoots: ToyRouter
beforeAll(async () => {
  await Promise.all([places.start(), roots.start()])
  router = await ToyRouter.start([places])
  const sdl = all.reduce((text, { written }) => written(text), router.services.graph.current.supergraph.sdl)
  await writeFile(router.file, sdl)
  await until(() => router.services.graph.current.supergraph.sdl === sdl)
  ofRoots = await ToyRouter.start([roots])
})
afterAll(() => Promise.all([router.stop(), ofRoots.stop(), places.kill(), roots.kill()]))

test.each(cases)('a guard (%s) holds at %s', async (guard, place) => {
  const { query, field } = caseOf(guard, place)
  const anonymous = await router.request(query)
  expect(anonymous.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED')
  expect(JSON.stringify(anonymous.data ?? null)).not.toMatch(/4711|"x"}/)
  const { errors: refused } = await router.request(query, { token: await token('kim', ['customer']) })
  expect(refused?.[0]?.extensions['code']).toBe(guard === 'login' ? undefined : 'FORBIDDEN')
  const { data, errors } = await router.request(query, { token: await token('kim', ['admin']) })
  expect([errors, data?.[field]]).toEqual([undefined, expect.anything()])
})

test.each([
  ['query', '{ x }', undefined],
  ['mutation', 'mutation { x }', 'FORBIDDEN'],
  ['subscription', 'subscription { x }', 'FORBIDDEN'],
])('a guard holds at the root of each %s', async (kind, query, customers) => {
  const headers = kind === 'subscription' ? { accept: 'text/event-stream' } : { accept: 'application/json' }
  const codes = async (bearer?: string) => {
    const response = await fetch(`${ofRoots.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers, ...(bearer && { authorization: `Bearer ${bearer}` }) },
      body: JSON.stringify({ query }),
    })
    return /"code":"(\w+)"/.exec(await response.text())?.[1]
  }
  expect(await codes()).toBe('UNAUTHENTICATED')
  expect(await codes(await token('kim', ['customer']))).toBe(customers)
})

test('what everyone may share is found under other names too, and what is guarded is not shared', () => {
  const sdl = compose([
    {
      ...{ name: 'a', url: 'http://a' },
      sdl: `${RENAMED} type Query { a: Book } type Book @key(fields: "id") @marked(name: "same-for-everyone") {
        id: ID! title: String mine: String @login }`,
    },
  ])
  const isPublic = publicEntities(loadSupergraph(sdl).publicTypes)
  const of = (field: string) =>
    `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Book { ${field} } } }`
  expect([isPublic(of('title')), isPublic(of('mine'))]).toEqual([true, false])
})

test('a supergraph with something for security whose directive is not there is none', () => {
  const sdl = compose([{ name: 'a', url: 'http://a', sdl: `${PLAIN} type Query { a: Int @authenticated }` }])
  expect(() => checkSecurityLinks(parse(sdl))).not.toThrow()
  const withoutDirective = sdl.replace(/directive @authenticated.*\n/, '')
  expect(() => checkSecurityLinks(parse(withoutDirective))).toThrow('its directive @authenticated is not defined')
  const elsewhere = sdl.replace('/authenticated/v0.1"', '/authenticated/v0.1", as: "elsewhere"')
  expect(() => checkSecurityLinks(parse(elsewhere))).toThrow('its directive @elsewhere is not defined')
  expect(() => loadSupergraph(elsewhere)).toThrow('its directive @elsewhere is not defined')
  const unknown = sdl.replace('specs.apollo.dev/authenticated/', 'specs.apollo.dev/unknown/')
  expect(() => checkSecurityLinks(parse(unknown))).toThrow('not known here')
})
