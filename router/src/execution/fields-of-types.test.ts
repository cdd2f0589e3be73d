import { cannedBench, theAnswer, type Canned } from '../../testing/execution/canned.ts'
import type { Bench } from '../../testing/execution/run.ts'
import type { LocalRequest } from '../../testing/execution/local-upstreams.ts'

/** Films and books are media; ratings know media as an object, people know who made them. */
const MEDIA = {
  film: { __typename: 'Film', id: 'f1', maker: { __typename: 'Person', id: 'p1' } },
  book: { __typename: 'Book', id: 'b1', maker: { __typename: 'Person', id: 'p2' } },
}

/** Answers for entities as a resolver would: keys of the query are names of fields, or aliases for them. */
function answering(
  valueOf: (id: string, field: string, input: string | undefined) => unknown,
): NonNullable<Canned['answer']> {
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

/** @param entities in place of those that have everything */
function bench(entities?: Canned['answer']) {
  const whole = answering((id, field, input) => `${field}${input ?? ''} of ${id}`)
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
      answer: entities ?? whole,
    },
    people: {
      sdl: 'type Person @key(fields: "id") { id: ID! name: String nick: String score(in: Int): String }',
      answer: entities ?? whole,
    },
    sales: {
      sdl: `type Media @key(fields: "id") @interfaceObject { id: ID! rank: String @external
        sold: String @requires(fields: "rank") }`,
      answer: whole,
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

/** Where the field is selected it fails, for each entity; what there is of it besides, or null. */
function failing(field: string, entityOf: (id: string) => object | null): NonNullable<Canned['answer']> {
  return ({ query, variables }: LocalRequest) => {
    const ids = (variables['representations'] as readonly { readonly id: string }[]).map(({ id }) => id)
    if (!query.includes(field)) return { data: { _entities: ids.map(entityOf) } }
    return {
      data: {
        _entities: ids.map((id) => {
          const entity = entityOf(id)
          return entity && { ...entity, [field]: null }
        }),
      },
      errors: ids.map((id, index) => ({ message: `no ${field} of ${id}`, path: ['_entities', index, field] })),
    }
  }
}

test.each([
  [
    "of an interface's object",
    '{ media { stars ... on Book { rank } } }',
    failing('rank', (id) => ({ stars: id })),
    [{ stars: 'f1' }, { stars: 'b1', rank: null }],
    [['no rank of b1', ['media', 1, 'rank']]],
  ],
  [
    'of an entity below',
    '{ media { ... on Film { maker { name } } ... on Book { maker { name nick } } } }',
    failing('nick', (id) => ({ name: id })),
    [{ maker: { name: 'p1' } }, { maker: { name: 'p2', nick: null } }],
    [['no nick of p2', ['media', 1, 'maker', 'nick']]],
  ],
  [
    'of fields with one name',
    '{ media { ... on Film { maker { a: name } } ... on Book { maker { a: nick } } } }',
    failing('a0_a', (id) => ({ a: id })),
    [{ maker: { a: 'p1' } }, { maker: { a: null } }],
    [['no a0_a of p2', ['media', 1, 'maker', 'a']]],
  ],
])(
  'an error at what is not selected on objects of its type is none: %s',
  async (_, document, entities, media, errors) => {
    const answer = await bench(entities).run(document)
    expect(answer.data).toEqual({ media })
    expect(answer.errors?.map(({ message, path }) => [message, path])).toEqual(errors)
  },
)

test.each([
  [
    'it took the whole object',
    '{ media { ... on Film { maker { name } } ... on Book { maker { name nick } } } }',
    failing('nick', (id) => (id === 'p1' ? null : { name: id })),
    [{ maker: { name: null } }, { maker: { name: 'p2', nick: null } }],
    [
      ['no nick of p1', ['media', 0, 'maker']],
      ['no nick of p2', ['media', 1, 'maker', 'nick']],
    ],
  ],
  [
    'another field requires what failed',
    '{ media { ... on Film { sold } ... on Book { rank } } }',
    failing('rank', () => ({})),
    [{ sold: 'sold of f1' }, { rank: null }],
    [
      ['no rank of f1', ['media', 0]],
      ['no rank of b1', ['media', 1, 'rank']],
    ],
  ],
])('but stands at its object where %s', async (_, document, entities, media, errors) => {
  const answer = await bench(entities).run(document)
  expect(answer.data).toEqual({ media })
  expect(answer.errors?.map(({ message, path }) => [message, path])).toEqual(errors)
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

/** What each fetch of entities of a service selects, and of which. */
function entitiesOf(
  library: Bench,
  service: string,
): readonly [selected: string | undefined, ids: readonly string[]][] {
  return library.upstreams.requests.flatMap(({ service: name, request: { query, variables } }) =>
    name === service
      ? [
          [
            /\{\.\.\.on \w+\{(.*)\}\}\}$/.exec(query)?.[1],
            (variables['representations'] as readonly { readonly id: string }[]).map(({ id }) => id),
          ] as const,
        ]
      : [],
  )
}

test.each([
  [
    'one field for all, another for one',
    '{ media { stars ... on Book { rank } } }',
    [
      ['b1', 'rank stars'],
      ['f1', 'stars'],
    ],
  ],
  ['one of two types', '{ media { ... on Book { rank stars } } }', [['b1', 'rank stars']]],
  [
    'fields of one name',
    '{ media { ... on Film { a: stars } ... on Book { a: rank } } }',
    [
      ['b1', 'a0_a:rank'],
      ['f1', 'a:stars'],
    ],
  ],
  ['the same for all, in fragments', '{ media { ... on Film { stars } ... on Book { stars } } }', [['f1 b1', 'stars']]],
  [
    'what another field requires',
    '{ media { ... on Film { sold } ... on Book { stars } } }',
    [
      ['b1', 'rank stars'],
      ['f1', 'rank'],
    ],
  ],
])("of an interface's object only what is selected on each type is fetched: %s", async (_, document, fetches) => {
  const library = bench()
  await library.run(document)
  const sorted = (selected: string | undefined) => selected?.split(' ').toSorted().join(' ')
  expect(
    entitiesOf(library, 'ratings')
      .map(([selected, ids]) => [ids.join(' '), sorted(selected)])
      .toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1)),
  ).toEqual(fetches)
})

test('types that are found out first are known to the fetches after them', async () => {
  const library = cannedBench({
    library: {
      sdl: `interface Media @key(fields: "id") { id: ID! } type Film implements Media @key(fields: "id") { id: ID! }
        type Book implements Media @key(fields: "id") { id: ID! } type Query { any: Media }`,
      entity: ({ id }) => ({ __typename: String(id).startsWith('f') ? 'Film' : 'Book' }),
    },
    ratings: {
      sdl: `type Query { rated: [Media!]! } type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int rank: Int }`,
      answer: () => ({
        data: { rated: ['f1', 'b1'].map((id) => ({ __typename: 'Media', id, stars: 1, rank: 2 })) },
      }),
      entity: () => ({ stars: 1, rank: 2 }),
    },
    sales: {
      sdl: `type Media @key(fields: "id") @interfaceObject { id: ID! rank: Int @external sold: Int @requires(fields: "rank") made: Int }`,
      entity: () => ({ sold: 3, made: 4 }),
    },
  })
  expect(await theAnswer(library, '{ rated { stars made ... on Book { sold } } }')).toEqual({
    data: {
      rated: [
        { stars: 1, made: 4 },
        { stars: 1, made: 4, sold: 3 },
      ],
    },
  })
})
