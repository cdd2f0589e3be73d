import { cannedBench, theAnswer } from '../../testing/execution/canned.ts'

function bench() {
  return cannedBench({
    a: {
      sdl: `scalar JSON type Query { self: Query x(filter: JSON = {a: [1], b: 9007199254740993}): Int inner: Inner } type Inner { query: Query! }`,
      answer: ({ query }) => ({
        data: {
          ...(query.includes('x') && { x: 1 }),
          ...(query.includes('self') && {
            self: query.includes('self{self') ? { self: { __typename: 'Query' } } : { __typename: 'Query' },
          }),
          ...(query.includes('inner') && { inner: { query: { __typename: 'Query' } } }),
        },
      }),
    },
  })
}
const INNER = { name: 'Inner', isOneOf: null }
const SELECTION = '__type(name: "Inner") { name isOneOf }'

test.each([
  ['at the root', `{ ${SELECTION} }`, { __type: INNER }, 0],
  ['beside data', `{ x ${SELECTION} }`, { x: 1, __type: INNER }, 1],
  ['below a field', `{ self { ${SELECTION} } }`, { self: { __type: INNER } }, 1],
  ['below several', `{ self { self { t: ${SELECTION} } } }`, { self: { self: { t: INNER } } }, 1],
  ['below an object', `{ inner { query { ${SELECTION} } } }`, { inner: { query: { __type: INNER } } }, 1],
  [
    'in a fragment',
    `{ self { ...F } ...F } fragment F on Query { ${SELECTION} }`,
    { self: { __type: INNER }, __type: INNER },
    1,
  ],
  ['in parts', '{ __type(name: "Inner") { name } ... { __type(name: "Inner") { isOneOf } } }', { __type: INNER }, 0],
  [
    'with variables',
    `query($name: String!) { self { __type(name: $name) { name } } }`,
    { self: { __type: { name: 'Inner' } } },
    1,
  ],
  [
    'with conditions',
    `query($is: Boolean = false) { self { __type(name: "Inner") { name kind @include(if: $is) } } }`,
    { self: { __type: { name: 'Inner' } } },
    1,
  ],
])('introspection is answered %s', async (_, document, data, requests) => {
  const shop = bench()
  expect(await theAnswer(shop, document, document.includes('$name') ? { name: 'Inner' } : {})).toEqual({ data })
  expect(shop.upstreams.requests).toHaveLength(requests * 3)
  expect(shop.upstreams.requests.filter(({ body }) => body.includes('__type('))).toEqual([])
})

test('defaults are printed as they were written, also those of custom scalars', async () => {
  const document = '{ __type(name: "Query") { fields { name args { defaultValue } } } }'
  expect(await theAnswer(bench(), document)).toMatchObject({
    data: {
      __type: {
        fields: expect.arrayContaining([
          { name: 'x', args: [{ defaultValue: expect.stringMatching(/^\{\s?a: \[1\]/) }] },
        ]),
      },
    },
  })
})
