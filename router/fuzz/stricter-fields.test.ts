import { parse } from 'graphql'
import { generateUniverse } from './generate-universe.ts'
import { nulledByStricterField } from './stricter-fields.ts'
import { createWorld } from './world.ts'

/** In this one `d` of T3 is never null for s0, which has `price` and `list`; and may be for s1. s2 alone has `b`. */
const world = createWorld(generateUniverse(768516688))
if (!world) throw new Error('it does not compose')
const document = parse('{ q12 { x: d { list } price b ...more } q11 { price } } fragment more on T3 { y: list }')
const isNulled = nulledByStricterField(world, document, [['q12', 'x', 0, 'list']])

test.each([
  ['the object of the field', ['q12'], true],
  ['what its subgraph gives of the object', ['q12', 'price'], true],
  ['the same in a fragment, by an alias', ['q12', 'y'], true],
  ['what another subgraph gives', ['q12', 'b'], false],
  ['what stands elsewhere', ['q11', 'price'], false],
  ['what stands below the field', ['q12', 'x', 1], false],
])('a field that is never null for one of its subgraphs takes away: %s: %j %j', (_, path, isTaken) => {
  expect(isNulled(path)).toBe(isTaken)
})

test('an error at any other field takes away nothing', () => {
  const other = nulledByStricterField(world, document, [['q12', 'price']])
  expect([other(['q12']), other(['q12', 'y'])]).toEqual([false, false])
})
