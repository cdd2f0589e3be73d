import { cannedBench, everyWay } from '../../testing/execution/canned.ts'
import { PATIENT } from '../../testing/execution/local-upstreams.ts'
import { getOperationAST, parse } from 'graphql'
import { parseJson } from '../json.ts'
import { coerceVariables } from '../operations/variables.ts'
import { buildApiSchema } from '../supergraph/api-schema.ts'

const BIG = '9007199254740993'

function bench(answer: string) {
  return cannedBench({
    a: {
      sdl: `scalar Long scalar JSON
        type Query { big: Long json: JSON float: Float int: Int id: ID item: Item thing: Thing
          s(l: Long, j: JSON, f: Float, id: ID): String }
        type Subscription { changed: JSON }
        type Mutation { pay(amount: Long!): String }
        type Item @key(fields: "id") { id: ID! } type Thing @key(fields: "no") { no: Long! }`,
      answer: () => answer,
    },
    b: {
      sdl: `scalar Long type Item @key(fields: "id") { id: ID! price: String } type Thing @key(fields: "no") { no: Long! price: String }`,
      answer: (_, body) => {
        const [, key] = /"(?:id|no)":"?(\d+)/.exec(body) ?? []
        return JSON.stringify({ data: { _entities: [{ price: `price of ${key}` }] } })
      },
    },
  })
}

test.each([
  ['a scalar', '{ big }', `{"data":{"big":${BIG}}}`],
  ['within an object', '{ json }', `{"data":{"json":{"a":[${BIG},-0,1.0,1e400],"__proto__":1}}}`],
  ['a Float', '{ float }', '{"data":{"float":12345678901234567890.50}}'],
])('digits of an answer are kept: %s', async (_, document, answer) => {
  expect(new Set(await everyWay(bench(answer), document))).toEqual(new Set([answer]))
})

test.each([
  ['a Float that is none', '{ float }', '{"data":{"float":1e400}}', 'float'],
  ['an Int that is too large', '{ int }', `{"data":{"int":${BIG}}}`, 'int'],
  ['an object where a number is', '{ item { price } }', `{"data":{"item":${BIG}}}`, 'item'],
])('%s is an error', async (_, document, answer, field) => {
  for (const text of await everyWay(bench(answer), document))
    expect(JSON.parse(text)).toMatchObject({ data: { [field]: null }, errors: [{ path: [field] }] })
})

test.each([
  ['an ID', '{ id }', `{"data":{"id":${BIG}}}`, `{"data":{"id":"${BIG}"}}`],
  ['an Int that is written with an exponent', '{ int }', '{"data":{"int":1e3}}', '{"data":{"int":1000}}'],
  [
    'a key of its own type',
    '{ thing { price } }',
    `{"data":{"thing":{"__typename":"Thing","no":${BIG}}}}`,
    `{"data":{"thing":{"price":"price of ${BIG}"}}}`,
  ],
  [
    'a key that is an ID',
    '{ item { price } }',
    `{"data":{"item":{"__typename":"Item","id":${BIG}}}}`,
    `{"data":{"item":{"price":"price of ${BIG}"}}}`,
  ],
])('%s is the one that was meant', async (_, document, answer, expected) => {
  expect(new Set(await everyWay(bench(answer), document))).toEqual(new Set([expected]))
})

test.each([
  ['a literal', `mutation { pay(amount: ${BIG}) }`, {}, `pay(amount:${BIG})`],
  ['the least Long', '{ s(l: -9223372036854775808) }', {}, '(l:-9223372036854775808)'],
  [
    'a literal in an object',
    `query($x: Int) { s(j: {a: [1e400, 1.0, $x], b: "${BIG}"}) }`,
    { x: 1 },
    `a:[1e400 1.0$x]b:\\"${BIG}\\"`,
  ],
  [
    'a literal beside the number that stands for it',
    '{ s(l: 10000000000000000000, j: 1073000000) }',
    {},
    '(l:10000000000000000000 j:1073000000)',
  ],
  ['an ID that is written as a number', `{ s(id: ${BIG}) }`, {}, `(id:${BIG})`],
  ['a variable', 'mutation($a: Long!) { pay(amount: $a) }', `{"a":${BIG}}`, `"a":${BIG}`],
  ['a variable within an object', 'query($j: JSON) { s(j: $j) }', '{"j":{"a":1e400}}', '"j":{"a":1e400}'],
  ['a variable that is an ID', 'query($id: ID) { s(id: $id) }', `{"id":${BIG}}`, `"id":"${BIG}"`],
  ['a default of a variable', `mutation($a: Long! = ${BIG}) { pay(amount: $a) }`, {}, `"a":${BIG}`],
  ['a default that is an object', 'query($j: JSON = {a: [1e400]}) { s(j: $j) }', {}, '"j":{"a":[1e400]}'],
])('the subgraph gets what the client sent: %s', async (_, document, variables, expected) => {
  const shop = bench('{"data":{"s":"x","pay":"x"}}')
  const given = typeof variables === 'string' ? parseJson(variables) : variables
  await shop.run(document, { ...(given as object) })
  expect(shop.upstreams.requests[0]?.body).toContain(expected)
})

test('a Float of a variable must be one', async () => {
  const given = parseJson('{"f":1e400}')
  await expect(bench('{}').run('query($f: Float) { s(f: $f) }', { ...(given as object) })).rejects.toThrow(
    'Float cannot represent',
  )
})

test('events keep them too', async () => {
  const subscription = await bench('').subscription('subscription { changed }', {})
  const event = parseJson(`{"data":{"changed":{"a":${BIG}}}}`)
  const filled = await subscription.perEvent({ ...(event as object) }, {}, PATIENT)
  expect(JSON.stringify(filled)).toBe(`{"data":{"changed":{"a":${BIG}}}}`)
})

test('a default of an input field is what the supergraph says', () => {
  const schema = buildApiSchema(
    parse(`scalar Long input In { l: Long = ${BIG} f: Float } type Query { s(in: In): Int }`),
  )
  const operation = getOperationAST(parse('query($in: In) { s(in: $in) }'))
  if (!operation) throw new Error('there is one')
  expect(JSON.stringify(coerceVariables(schema, operation, { in: { f: 1 } }, false))).toBe(`{"in":{"l":${BIG},"f":1}}`)
})
