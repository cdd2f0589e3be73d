import { cannedBench, everyWay, theAnswer } from '../../testing/execution/canned.ts'

const NAMES = ['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty', '__defineGetter__']

function bench() {
  return cannedBench({
    a: {
      sdl: 'type Query { item(x: Int): Item constructor: String toString: String } type Item @key(fields: "valueOf") { valueOf: ID! }',
      answer: ({ query }) => {
        const [, key = 'item'] = /\{(\w+):item/.exec(query) ?? []
        return `{"data":{${JSON.stringify(key)}:{"__typename":"Item","valueOf":"7"}}}`
      },
    },
    b: {
      sdl: 'type Item @key(fields: "valueOf") { valueOf: ID! hasOwnProperty: String }',
      answer: ({ query, variables }) => {
        const [, key = 'hasOwnProperty'] = /(\w+):hasOwnProperty/.exec(query) ?? []
        const of = Object(variables['representations'])[0]
        return `{"data":{"_entities":[{${JSON.stringify(key)}:"of ${of.valueOf}"}]}}`
      },
    },
  })
}

test.each(NAMES)('a variable may be called %s, and not be given', async (name) => {
  const shop = bench()
  const document = `query($${name}: Int) { item(x: $${name}) { valueOf } }`
  expect(await theAnswer(shop, document)).toEqual({ data: { item: { valueOf: '7' } } })
  for (const { body } of shop.upstreams.requests) expect(JSON.parse(body)).toMatchObject({ variables: {} })
})

test.each(NAMES)('a variable may be called %s, and be given', async (name) => {
  const shop = bench()
  const given = JSON.parse(`{${JSON.stringify(name)}:1}`)
  await shop.run(`query($${name}: Int) { item(x: $${name}) { valueOf } }`, given)
  expect(shop.upstreams.requests[0]?.body).toContain(`"variables":{${JSON.stringify(name)}:1}`)
})

test.each(NAMES.filter((name) => !name.startsWith('__')))(
  'a field of an input may be called %s, and not be given',
  async (name) => {
    const shop = cannedBench({
      a: {
        sdl: `type Query { item(by: By, all: [By!]): Int } input By { ${name}: Int n: Int }`,
        answer: () => ({ data: { item: 1 } }),
      },
    })
    const variables = { by: { n: 1 }, all: [{ n: 2 }, { [name]: 3 }] }
    const answer = await shop.run('query($by: By, $all: [By!]) { item(by: $by, all: $all) }', variables)
    expect(answer).toEqual({ data: { item: 1 } })
    expect(JSON.parse(shop.upstreams.requests[0]?.body ?? '')).toMatchObject({ variables })
  },
)

test.each(NAMES)('an alias may be called %s', async (name) => {
  for (const text of await everyWay(bench(), `{ ${name}: item { ${name}: hasOwnProperty } }`))
    expect(text).toBe(`{"data":{${JSON.stringify(name)}:{${JSON.stringify(name)}:"of 7"}}}`)
})
