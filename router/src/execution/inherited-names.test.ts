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

test.each(NAMES)('an alias may be called %s', async (name) => {
  for (const text of await everyWay(bench(), `{ ${name}: item { ${name}: hasOwnProperty } }`))
    expect(text).toBe(`{"data":{${JSON.stringify(name)}:{${JSON.stringify(name)}:"of 7"}}}`)
})
