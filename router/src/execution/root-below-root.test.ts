/** A field below the root may lead back to the root of queries, and from there to fields of other subgraphs. */
import { cannedBench, theAnswer } from '../../testing/execution/canned.ts'

function bench(back: unknown, name: unknown = { data: { name: 'b' } }) {
  return cannedBench({
    a: { sdl: 'type Query { back: Query backs: [[Query]] }', answer: () => ({ data: back }) },
    b: { sdl: 'type Query { name: String }', answer: () => name },
  })
}
const ROOT = { __typename: 'Query' }
const failed = { data: { name: null }, errors: [{ message: 'no name', path: ['name'], extensions: { code: 'NONE' } }] }

test('its fields stand at each place that leads there', async () => {
  const answer = await theAnswer(bench({ backs: [[ROOT, null], null, [ROOT]] }), '{ backs { name } }')
  expect(answer).toEqual({ data: { backs: [[{ name: 'b' }, null], null, [{ name: 'b' }]] } })
})

test('where nothing leads there no subgraph is queried', async () => {
  const shop = bench({ back: null }, failed)
  expect(await theAnswer(shop, '{ back { name } }')).toEqual({ data: { back: null } })
  expect(shop.upstreams.requests.map(({ service }) => service)).not.toContain('b')
})

test('an error stands at each place, under the name that the client gave', async () => {
  const renamed = JSON.parse(JSON.stringify(failed).replaceAll('"name"', '"n"'))
  const answer = await theAnswer(bench({ there: [[ROOT, null, ROOT]] }, renamed), '{ there: backs { n: name } }')
  const error = (index: number) => expect.objectContaining({ message: 'no name', path: ['there', 0, index, 'n'] })
  expect(answer).toEqual({ data: { there: [[{ n: null }, null, { n: null }]] }, errors: [error(0), error(2)] })
})

test('an error at more than twenty places stands at twenty, and then one says how many more there are', async () => {
  const backs = [Array.from({ length: 30 }, () => ROOT)]
  const answer = Object(await theAnswer(bench({ backs }, failed), '{ backs { name } }'))
  expect(answer.errors).toHaveLength(21)
  expect(answer.errors[20]).toEqual({
    message: 'no name (the same at 10 more places)',
    extensions: { code: 'NONE', service: 'b', places: 10 },
  })
})

test('a subgraph that is away is an error there', async () => {
  const answer = await theAnswer(bench({ back: ROOT }, 'no JSON'), '{ back { name } }')
  const error = expect.objectContaining({ path: ['back', 'name'] })
  expect(answer).toMatchObject({ data: { back: { name: null } }, errors: [error] })
})

test('what several ways back share is an error at each of them', async () => {
  const shop = cannedBench({
    a: {
      sdl: 'type Query { backs: [Query] } type Thing @key(fields: "id") { id: ID! size: Int! weight: Int }',
      answer: ({ query }) => (query.includes('_entities') ? 'no JSON' : { data: { backs: [ROOT, ROOT] } }),
    },
    b: {
      sdl: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! name: String }',
      answer: () => ({ data: { thing: { __typename: 'Thing', id: '1', name: 'n' } } }),
    },
  })
  const answer = await theAnswer(shop, '{ backs { thing { name size weight } } }')
  const error = (index: number) => expect.objectContaining({ path: ['backs', index, 'thing', 'size'] })
  expect(answer).toEqual({ data: { backs: [{ thing: null }, { thing: null }] }, errors: [error(0), error(1)] })
})
