import { cannedBench, theAnswer, type Canned } from '../../testing/execution/canned.ts'
import type { LocalRequest } from '../../testing/execution/local-upstreams.ts'

/** Films and books are media; ratings know media as an object, people know who made them. */
const MEDIA = {
  film: { __typename: 'Film', id: 'f1', maker: { __typename: 'Person', id: 'p1' } },
  book: { __typename: 'Book', id: 'b1', maker: { __typename: 'Person', id: 'p2' } },
}

/** Answers for entities as a resolver would: keys of the query are names of fields, or aliases for them. */
function answering(valueOf: (id: string, field: string, input: string | undefined) => unknown): Canned['answer'] {
  return ({ query, variables }: LocalRequest) => {
    const selected = [...(/\{\.\.\.on \w+\{(.*)\}\}\}$/.exec(query)?.[1] ?? '').matchAll(SELECTED)]
    const representations = variables['representations'] as readonly { readonly id: string }[]
    const entities = representations.map(({ id }) =>
      Object.fromEntries(
        selected.map(([, alias, name = '', input]) => [alias ?? name, valueOf(id, name, input)] as const),
      ),
    )
    return { data: { _entities: entities } }
  }
}

const SELECTED = /(?:(\w+):)?(\w+)(?:\(in:(\d+)\))?/g

/** @param ratings instead of its answer for entities */
function bench(ratings?: unknown) {
  const answer = answering((id, field, input) => `${field}${input ?? ''} of ${id}`)
  return cannedBench({
    library: {
      sdl: `type Query { media: [Media!]! } interface Media @key(fields: "id") { id: ID! }
        type Film implements Media @key(fields: "id") { id: ID! maker: Person }
        type Book implements Media @key(fields: "id") { id: ID! maker: Person }
        type Person @key(fields: "id") { id: ID! }`,
      answer: () => ({ data: { media: [MEDIA.film, MEDIA.book] } }),
    },
    ratings: {
      sdl: `type Media @key(fields: "id") @interfaceObject { id: ID! stars: String rank: String score(in: Int): String }`,
      answer: ratings === undefined ? answer : () => ratings,
    },
    people: {
      sdl: 'type Person @key(fields: "id") { id: ID! name: String nick: String score(in: Int): String }',
      answer: ratings === undefined ? answer : () => ratings,
    },
    sales: {
      sdl: `type Media @key(fields: "id") @interfaceObject { id: ID! rank: String @external
        sold: String @requires(fields: "rank") }`,
      answer,
    },
  })
}

test.each([
  [
    "of an interface's object, by an alias",
    '{ media { ... on Film { a: stars } ... on Book { a: rank } } }',
    [{ a: 'stars of f1' }, { a: 'rank of b1' }],
  ],
  [
    "of an interface's object, by their arguments",
    '{ media { ... on Film { score(in: 1) } ... on Book { score(in: 2) } } }',
    [{ score: 'score1 of f1' }, { score: 'score2 of b1' }],
  ],
  [
    'of entities below, by an alias',
    '{ media { ... on Film { maker { a: name } } ... on Book { maker { a: nick } } } }',
    [{ maker: { a: 'name of p1' } }, { maker: { a: 'nick of p2' } }],
  ],
  [
    'of entities below, by their arguments, in fragments',
    `{ media { ...film ...book } } fragment film on Film { maker { score(in: 1) } } fragment book on Book { ...more }
     fragment more on Book { maker { score(in: 2) } }`,
    [{ maker: { score: 'score1 of p1' } }, { maker: { score: 'score2 of p2' } }],
  ],
  [
    'of three kinds, by aliases that are names of fields',
    `{ media { ... on Film { name: stars nick: rank } ... on Book { name: rank nick: score(in: 3) } } }`,
    [
      { name: 'stars of f1', nick: 'rank of f1' },
      { name: 'rank of b1', nick: 'score3 of b1' },
    ],
  ],
])('different fields under one name on different types are each fetched: %s', async (_, document, media) => {
  expect(await theAnswer(bench(), document)).toEqual({ data: { media } })
})

/** Of the film and of the book, or of their makers: each with an error. */
function failing(field: string, entities: readonly unknown[] = [{}, {}]) {
  const errors = entities.map((_, index) => ({ message: `no ${field} ${index}`, path: ['_entities', index, field] }))
  return { data: { _entities: entities.map((entity) => entity && { [field]: null, ...entity }) }, errors }
}

test.each([
  [
    "of an interface's object",
    '{ media { stars ... on Book { rank } } }',
    failing('rank', [{ stars: '3' }, { stars: '4' }]),
    [{ stars: '3' }, { stars: '4', rank: null }],
    [['no rank 1', ['media', 1, 'rank']]],
  ],
  [
    'of an entity below',
    '{ media { ... on Film { maker { name } } ... on Book { maker { name nick } } } }',
    failing('nick', [{ name: 'Kim' }, { name: 'Lee' }]),
    [{ maker: { name: 'Kim' } }, { maker: { name: 'Lee', nick: null } }],
    [['no nick 1', ['media', 1, 'maker', 'nick']]],
  ],
  [
    'of fields with one name',
    '{ media { ... on Film { a: stars } ... on Book { a: rank } } }',
    failing('a0_a', [{ a: '3' }, { a: '4' }]),
    [{ a: '3' }, { a: null }],
    [['no a0_a 1', ['media', 1, 'a']]],
  ],
])(
  'an error at what is not selected on objects of its type is none: %s',
  async (_, document, ratings, media, errors) => {
    const answer = await bench(ratings).run(document)
    expect(answer.data).toEqual({ media })
    expect(answer.errors?.map(({ message, path }) => [message, path])).toEqual(errors)
  },
)

test.each([
  [
    'it took the whole object',
    '{ media { stars ... on Book { rank } } }',
    failing('rank', [null, { stars: '4' }]),
    [{ stars: null }, { stars: '4', rank: null }],
  ],
  [
    'another field requires what failed',
    '{ media { ... on Film { sold } ... on Book { rank } } }',
    failing('rank'),
    [{ sold: 'sold of f1' }, { rank: null }],
  ],
])('but stands at its object where %s', async (_, document, ratings, media) => {
  const answer = await bench(ratings).run(document)
  expect(answer.data).toEqual({ media })
  expect(answer.errors?.map(({ message, path }) => [message, path])).toEqual([
    ['no rank 0', ['media', 0]],
    ['no rank 1', ['media', 1, 'rank']],
  ])
})

test('an error at a key to which the planner gave a name of its own stands at the field', async () => {
  const media = [
    { __typename: 'Film', title: 'a film' },
    { __typename: 'Book', title__alias_0: null },
  ]
  const library = cannedBench({
    library: {
      sdl: `type Query { media: [Media] } union Media = Film | Book
        type Film @key(fields: "id") { id: ID! title: String! @shareable } type Book { title: String }`,
      answer: () => ({ data: { media }, errors: [{ message: 'no title', path: ['media', 1, 'title__alias_0'] }] }),
    },
    other: { sdl: 'type Film @key(fields: "id") { id: ID! title: String @shareable }' },
  })
  expect(await theAnswer(library, '{ media { ... on Film { title } ... on Book { title } } }')).toEqual({
    data: { media: [{ title: 'a film' }, { title: null }] },
    errors: [expect.objectContaining({ message: 'no title', path: ['media', 1, 'title'] })],
  })
})
