import { cannedBench, theAnswer } from '../../testing/execution/canned.ts'

function bench(...lists: readonly (readonly unknown[])[]) {
  return cannedBench({
    a: {
      sdl: 'type Query { box: Box } type Box @key(fields: "id") { id: ID! parts: [Part] @shareable } type Part { x: Int @shareable y: Int @shareable }',
      answer: () => ({ data: { box: { __typename: 'Box', id: '1', parts: lists[0] } } }),
    },
    b: {
      sdl: 'type Box @key(fields: "id") { id: ID! parts: [Part] @shareable more: Int } type Part { z: Int }',
      entity: () => ({ parts: lists[1], more: 5 }),
    },
  })
}
const QUERY = '{ box { parts { x z } more } }'

test('lists of two subgraphs become one', async () => {
  const answer = await theAnswer(bench([{ x: 1 }, { x: 2 }], [{ z: 3 }, { z: 4 }]), QUERY)
  expect(answer).toEqual({
    data: {
      box: {
        parts: [
          { x: 1, z: 3 },
          { x: 2, z: 4 },
        ],
        more: 5,
      },
    },
  })
})

test.each([
  ['shorter', [{ z: 3 }]],
  ['longer', [{ z: 3 }, { z: 4 }, { z: 5 }]],
  ['empty', []],
])('where the second is %s, what is missing is an error', async (_, second) => {
  const answer = await theAnswer(bench([{ x: 1 }, { x: 2 }], second), QUERY)
  expect(answer).toMatchObject({
    data: {
      box: {
        parts: [
          { x: 1, z: null },
          { x: 2, z: null },
        ],
        more: 5,
      },
    },
    errors: [
      {
        message: 'The service "b" gave a list of another length than another service did.',
        path: ['box', 'parts', 0, 'z'],
      },
      { path: ['box', 'parts', 1, 'z'] },
    ],
  })
})
