import { LINK } from '../../testing/toy-subgraph.ts'
import { compose } from './compose.ts'
import { CompositionError } from './composition-error.ts'
import { loadSupergraph } from './load-supergraph.ts'

const books = {
  name: 'books',
  url: 'http://books',
  sdl: `${LINK} type Query { book: Book } type Book @key(fields: "id") { id: ID! title: String }`,
}
const stars = { name: 'stars', url: 'http://stars', sdl: `${LINK} type Book @key(fields: "id") { id: ID! stars: Int }` }

function problemsOf(...subgraphs: Parameters<typeof compose>[0]): string {
  try {
    compose(subgraphs)
    return 'none'
  } catch (error) {
    if (!(error instanceof CompositionError)) throw error
    return error.problems.join('\n')
  }
}

test('the supergraph is the same in whichever order the subgraphs are given', () => {
  expect(compose([books, stars])).toBe(compose([stars, books]))
})

test.each([
  [
    'types that differ',
    { ...stars, sdl: `${LINK} type Book @key(fields: "id") { id: ID! title: Int @shareable }` },
    ['Book.title', 'stars', 'books'],
  ],
  [
    'a key that is no field',
    { ...stars, sdl: `${LINK} type Book @key(fields: "isbn") { id: ID! }` },
    ['[stars]', 'Book', 'isbn'],
  ],
  [
    'a field that cannot be reached',
    {
      ...stars,
      sdl: `${LINK} type Query { one: Star } type Star { of: Book } type Book { id: ID! @shareable stars: Int }`,
    },
    ['stars', 'Book', 'books'],
  ],
  ['a syntax error', { ...stars, sdl: 'type Book {' }, ['[stars]', 'line 1']],
  [
    'a directive that is not known',
    { ...stars, sdl: `${LINK} type Book @key(fields: "id") { id: ID! stars: Int @nope }` },
    ['[stars]', '@nope'],
  ],
])('%s: the problem names subgraph, type and field', (_what, wrong, names) => {
  const problems = problemsOf(books, wrong)
  for (const name of names) expect(problems).toContain(name)
})

test('a loaded supergraph names its subgraphs and shows clients no directive of federation', () => {
  const { subgraphs, apiSchema } = loadSupergraph(compose([books, stars]))
  expect([...subgraphs]).toEqual([
    ['books', 'http://books'],
    ['stars', 'http://stars'],
  ])
  expect(Object.keys(apiSchema.getTypeMap()).filter((name) => name.includes('__') && !name.startsWith('__'))).toEqual(
    [],
  )
})

test('what is no supergraph is not loaded', () => {
  expect(() => loadSupergraph('type Query { a: Int }')).toThrow(/not a supergraph/)
})
