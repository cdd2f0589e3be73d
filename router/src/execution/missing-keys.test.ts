import { cannedBench, theAnswer, type Canned } from '../../testing/execution/canned.ts'
import type { Bench } from '../../testing/execution/run.ts'

/** Representations that a subgraph was sent, in all. */
function sentTo(bench: Bench, name: string): unknown[] {
  return bench.upstreams.requests
    .filter(({ service }) => service === name)
    .flatMap(({ request }) => request.variables['representations'] ?? [])
}

const shelf: Canned = {
  sdl: 'type Query { books: [Book] } type Book @key(fields: "upc") { upc: ID! }',
  answer: () => ({ data: { books: ['b1', 'b2'].map((upc) => ({ __typename: 'Book', upc })) } }),
}
const numbers = (id: string, entity: Canned['entity']): Canned => ({
  sdl: `type Book @key(fields: "id") @key(fields: "upc") { id: ${id} upc: ID! }`,
  ...(entity && { entity }),
})
const authors: Canned = {
  sdl: 'type Book @key(fields: "id") { id: ID! author: String strict: String! }',
  entity: ({ id }) => ({ author: `author of ${String(id)}`, strict: 'x' }),
}
const QUERY = '{ books { upc author } }'

describe.each([
  ['an entity that its subgraph does not know', 'ID!', null],
  ['a key that is null', 'ID', { id: null }],
  ['a key that is null against its type', 'ID!', { id: null }],
  ['a key that is not there', 'ID!', {}],
])('%s', (_, type, unknown) => {
  const bench = () =>
    cannedBench({
      a: shelf,
      b: numbers(type, ({ upc }) => (upc === 'b1' ? { id: '1' } : unknown)),
      c: { ...authors, sdl: authors.sdl.replace('ID!', type) },
    })

  test('is not sent to any subgraph: fields of others are null, without an error', async () => {
    const shop = bench()
    expect(await theAnswer(shop, QUERY)).toEqual({
      data: {
        books: [
          { upc: 'b1', author: 'author of 1' },
          { upc: 'b2', author: null },
        ],
      },
    })
    expect(new Set(sentTo(shop, 'c').map((each) => JSON.stringify(each)))).toEqual(
      new Set(['{"__typename":"Book","id":"1"}']),
    )
  })

  test('and of what must not be null only itself is lost', async () => {
    expect(await theAnswer(bench(), '{ books { upc strict } }')).toMatchObject({
      data: { books: [{ upc: 'b1', strict: 'x' }, null] },
      errors: [{ path: ['books', 1, 'strict'] }],
    })
  })
})

test('where the key could not be fetched, that is the error', async () => {
  const shop = cannedBench({ a: shelf, b: { ...numbers('ID!', undefined), answer: () => 'no JSON' }, c: authors })
  expect(await theAnswer(shop, QUERY)).toMatchObject({
    data: { books: [{ author: null }, { author: null }] },
    errors: [
      { path: ['books', 0, 'author'], extensions: { code: 'SERVICE_UNAVAILABLE', service: 'b' } },
      { path: ['books', 1, 'author'], extensions: { code: 'SERVICE_UNAVAILABLE', service: 'b' } },
    ],
  })
  expect(sentTo(shop, 'c')).toEqual([])
})

test('a fetch that failed elsewhere is no reason', async () => {
  const shop = cannedBench({
    a: {
      ...shelf,
      sdl: `${shelf.sdl} extend type Query { other: Book }`,
      answer: ({ query }) => ({
        data: {
          ...(query.includes('other') && { other: { __typename: 'Book', upc: 'o' } }),
          books: [{ __typename: 'Book', upc: 'b2' }],
        },
      }),
    },
    b: numbers('ID!', () => null),
    c: authors,
    d: { sdl: 'type Query { far: Far } type Far { x: Int }', answer: () => 'no JSON' },
  })
  const answer = await theAnswer(shop, '{ far { x } books { author } }')
  expect(answer).toMatchObject({ data: { far: null, books: [{ author: null }] }, errors: [{ path: ['far'] }] })
})

describe('a key of several fields', () => {
  const bench = (org: unknown) =>
    cannedBench({
      a: {
        sdl: `type Query { places: [Place] } type Place @key(fields: "zone org { id }") { zone: Int! org: Org }
          type Org { id: ID @shareable }`,
        answer: () => ({ data: { places: [{ __typename: 'Place', zone: 1, org }] } }),
      },
      b: {
        sdl: `type Place @key(fields: "zone org { id }") { zone: Int! org: Org name: String }
          type Org { id: ID @shareable }`,
        entity: () => ({ name: 'here' }),
      },
    })

  test('is sent where all of them are there', async () => {
    const shop = bench({ id: '7' })
    expect(await theAnswer(shop, '{ places { name } }')).toEqual({ data: { places: [{ name: 'here' }] } })
    expect(sentTo(shop, 'b')[0]).toEqual({ __typename: 'Place', zone: 1, org: { id: '7' } })
  })

  test.each([
    ['one is null', null],
    ['one of an object in it is null', { id: null }],
    ['one of an object in it is not there', {}],
  ])('is missing where %s', async (_, org) => {
    const shop = bench(org)
    expect(await theAnswer(shop, '{ places { name } }')).toEqual({ data: { places: [{ name: null }] } })
    expect(sentTo(shop, 'b')).toEqual([])
  })
})

describe('what a field requires', () => {
  const bench = (type: string, weight: unknown) =>
    cannedBench({
      a: {
        sdl: 'type Query { item: Item } type Item @key(fields: "id") { id: ID! }',
        answer: () => ({ data: { item: { __typename: 'Item', id: '1' } } }),
      },
      b: { sdl: `type Item @key(fields: "id") { id: ID! weight: ${type} }`, entity: () => weight },
      c: {
        sdl: `type Item @key(fields: "id") { id: ID! weight: ${type} @external fee: String @requires(fields: "weight") }`,
        entity: (item) => ({ fee: `fee of ${JSON.stringify(item['weight'])}` }),
      },
    })

  test.each([
    ['null may be sent as null', 'Int', { weight: null }, 'fee of null'],
    ['null is sent as null also where the entity is not known', 'Int', null, 'fee of null'],
    ['null must not be is not sent', 'Int!', null, null],
    ['null against its type is not sent', 'Int!', { weight: null }, null],
    ['an element of null against its type is not sent', '[Int!]', { weight: [1, null] }, null],
    ['an element of null where it may be is sent', '[Int]', { weight: [1, null] }, 'fee of [1,null]'],
  ])('and %s', async (_, type, weight, fee) => {
    expect(await theAnswer(bench(type, weight), '{ item { fee } }')).toEqual({ data: { item: { fee } } })
  })
})

test('of two keys one is enough', async () => {
  const shop = cannedBench({
    a: {
      sdl: `type Query { book: Book } type Book @key(fields: "id") @key(fields: "upc") { id: ID upc: ID }`,
      answer: () => ({ data: { book: { __typename: 'Book', id: null, upc: 'u' } } }),
    },
    b: { sdl: 'type Book @key(fields: "upc") { upc: ID price: Int }', entity: () => ({ price: 3 }) },
    c: { sdl: 'type Book @key(fields: "id") { id: ID name: String }', entity: () => ({ name: 'x' }) },
  })
  expect(await theAnswer(shop, '{ book { price name } }')).toEqual({ data: { book: { price: 3, name: null } } })
})
