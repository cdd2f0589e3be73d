import { Kind } from 'graphql'
import { supergraphOf } from '../../testing/execution/canned.ts'
import { Planner } from './planner.ts'
import type { Rewriting } from './planned-graph.ts'

const sdl = supergraphOf({
  a: { sdl: 'type Query { t: T } type T @key(fields: "id") { id: ID! name: String }' },
  b: { sdl: 'type T @key(fields: "id") { id: ID! size: Int }' },
})

/** Leaves a type that fields still give. */
const withoutT: Rewriting = {
  name: 'without T',
  rewrite: (graph) => ({
    ...graph,
    document: {
      ...graph.document,
      definitions: graph.document.definitions.filter(
        (each) => each.kind !== Kind.OBJECT_TYPE_DEFINITION || each.name.value !== 'T',
      ),
    },
  }),
}
const failing: Rewriting = {
  name: 'failing',
  rewrite: () => {
    throw new Error('does not know what to do')
  },
}
/** Says that it was there by what it adds. */
const harmless: Rewriting = {
  name: 'harmless',
  rewrite: (graph) => ({ ...graph, parts: new Map([['b', 'renamed']]) }),
}

test.each([
  ['that throws', [failing], [expect.stringMatching('^failing: does not know what to do$')]],
  ['whose graph cannot be built', [withoutT], [expect.stringMatching(/^without T: .+/)]],
  ['among others', [withoutT, failing], [expect.stringMatching('^without T: '), expect.stringMatching('^failing: ')]],
])('a rewriting %s is left out, with its reason, and the others hold', (_, broken, leftOut) => {
  const planner = new Planner(sdl, [...broken, harmless])
  expect(planner.facts.leftOut).toEqual(leftOut)
  const form = JSON.stringify(planner.plan({ document: '{ t { name size } }' }))
  expect(form).toContain('"service":"a"')
  expect(form).toContain('"service":"renamed"')
})

test('where all can be built none is left out', () => {
  expect(new Planner(sdl).facts.leftOut).toEqual([])
})
