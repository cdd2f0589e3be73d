import { cannedBench, everyWay } from '../../testing/execution/canned.ts'

const FIELDS = Array.from({ length: 8 }, (_, index) => `f${index}`)

function bench(count: number, isAway: boolean, type = 'Int') {
  return cannedBench({
    a: {
      sdl: 'type Query { items: [Item] } type Item @key(fields: "id") { id: ID! name: String }',
      answer: () => ({
        data: {
          items: Array.from({ length: count }, (_, id) => ({ __typename: 'Item', id: String(id), name: `item ${id}` })),
        },
      }),
    },
    b: {
      sdl: `type Item @key(fields: "id") { id: ID! ${FIELDS.map((name) => `${name}: ${type}`).join(' ')} }`,
      ...(isAway
        ? { answer: () => 'bad gateway' }
        : { entity: () => Object.fromEntries(FIELDS.map((name) => [name, 12345])) }),
    },
  })
}
const QUERY = `{ items { name ${FIELDS.join(' ')} } }`

test('an outage is reported at 20 objects, then the number of the others', async () => {
  for (const text of await everyWay(bench(1_000, true), QUERY)) {
    const { data, errors } = JSON.parse(text)
    expect(data.items[999]).toEqual({ name: 'item 999', ...Object.fromEntries(FIELDS.map((name) => [name, null])) })
    expect(errors).toHaveLength(21)
    expect(errors[3]).toMatchObject({ path: ['items', 3], extensions: { code: 'SERVICE_UNAVAILABLE', service: 'b' } })
    expect(errors[20].message).toBe('Subgraph "b" gave no valid answer (the same at 980 more places)')
    expect(errors[20]).toMatchObject({ extensions: { service: 'b', places: 980 } })
  }
})

test('and its answer is no longer than a good one twice', async () => {
  const [good = ''] = await everyWay(bench(1_000, false), QUERY)
  for (const bad of await everyWay(bench(1_000, true), QUERY)) expect(bad.length).toBeLessThan(2 * good.length)
})

test('of one field it stands at the field', async () => {
  const [text = ''] = await everyWay(bench(2, true), '{ items { f3 } }')
  expect(JSON.parse(text).errors.map(({ path }: { path: unknown }) => path)).toEqual([
    ['items', 0, 'f3'],
    ['items', 1, 'f3'],
  ])
})

test('what must not be null takes its object with it, and no further error', async () => {
  const [text = ''] = await everyWay(bench(30, true, 'Int!'), QUERY)
  const { data, errors } = JSON.parse(text)
  expect(data.items).toEqual(Array.from({ length: 30 }, () => null))
  expect(errors).toHaveLength(21)
})
