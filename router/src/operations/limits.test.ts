import { parse } from 'graphql'
import { bookshop } from '../../testing/bookshop.ts'
import { SMALL_LIMITS } from '../../testing/document-limits.ts'
import { ToyRouter } from '../../testing/toy-router.ts'
import { checkLimits } from './limits.ts'

const check = (query: string) => () => checkLimits(parse(query), SMALL_LIMITS)

test.each([
  ['depth', '{ a { b { c { d { e } } } } }'],
  ['depth', '{ a { ...F } } fragment F on T { b { ...G } } fragment G on T { c { d { e } } }'],
  ['height', '{ a { b c d e f g h i j k } }'],
  ['height', '{ a { ...F } b { ...F } c { ...F } } fragment F on T { x y z }'],
  ['aliases', '{ a { b: x c: x d: x e: x } }'],
  ['rootFields', '{ a b c d ... { e f } }'],
  ['directives', '{ a @x @y @z }'],
  ['listItems', '{ a(in: { b: [1, 2, 3, 4] }) }'],
])('an operation over the limit of %s is refused by name: %s', (limit, query) => {
  expect(check(query)).toThrow(
    expect.objectContaining({
      errors: [{ message: expect.any(String), extensions: { code: 'LIMIT_EXCEEDED', limit } }],
    }),
  )
})

test('fragments that double each other a hundred times are measured at once', () => {
  const fragments = Array.from({ length: 100 }, (_, n) => `fragment F${n} on T { a { ...F${n + 1} ...F${n + 1} } }`)
  expect(check(`{ ...F0 } ${fragments.join(' ')} fragment F100 on T { x }`)).toThrow(/over the limit/)
})

test('fragments in a circle are left for validation to refuse', () => {
  expect(check('{ ...F } fragment F on T { a ...G } fragment G on T { b ...F }')).not.toThrow()
})

test('what is within all limits passes', () => {
  expect(check('{ a { b { c { d } } } x: e }')).not.toThrow()
})

test('limits hold at the door, each by its setting, and before validation', async () => {
  const { all } = bookshop()
  await Promise.all(all.map((subgraph) => subgraph.start()))
  await using router = await ToyRouter.start(all, {
    ...{ LIMIT_TOKENS: '50', LIMIT_NAME_LENGTH: '20', LIMIT_DEPTH: '3', LIMIT_ALIASES: '2' },
  })
  const limitOf = async (query: string) =>
    (await router.request(query)).errors?.map(({ extensions }) => extensions['limit'])
  expect(await limitOf(`{ ${'books { id } '.repeat(20)} }`)).toEqual(['tokens'])
  expect(await router.request(`query ${'n'.repeat(21)} { books { id } }`)).toEqual({
    errors: [
      {
        message: 'A name of the document is over the limit of 20 characters (LIMIT_NAME_LENGTH): use a shorter one.',
        extensions: { code: 'LIMIT_EXCEEDED', limit: 'nameLength' },
      },
    ],
  })
  expect(await limitOf('{ books { no { such { field } } } }')).toEqual(['depth'])
  expect(await limitOf('{ a: books { id } b: books { id } c: books { id } }')).toEqual(['aliases'])
  expect(await limitOf('{ books { id } }')).toBeUndefined()
  await Promise.all(all.map((subgraph) => subgraph.kill()))
})
