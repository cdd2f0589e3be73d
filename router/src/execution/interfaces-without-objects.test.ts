import { cannedBench, theAnswer } from '../../testing/execution/canned.ts'

/** Nothing implements Node: `a` has it as an interface, `b` and `c` as an object. */
function bench(a: unknown) {
  return cannedBench({
    a: {
      sdl: `type Query { node: Node nodes: [Node!] box: Box } interface Node @key(fields: "id") { id: ID! }
        type Box { node: Node }`,
      answer: () => a,
    },
    b: {
      sdl: 'type Query { known: Node } type Node @key(fields: "id") @interfaceObject { id: ID! field: String }',
      answer: () => ({ data: { known: { __typename: 'Node', id: 'n1', field: 'foo' } } }),
    },
    c: {
      sdl: 'type Node @key(fields: "id") @interfaceObject { id: ID! more: String }',
      entity: ({ id }) => ({ more: `more of ${String(id)}` }),
    },
  })
}

test.each([
  [
    'is answered by the subgraph that has it as an object',
    '{ known { id field } }',
    {},
    { data: { known: { id: 'n1', field: 'foo' } } },
  ],
  ['and completed by others', '{ known { more } }', {}, { data: { known: { more: 'more of n1' } } }],
  ['may be null', '{ node { id } }', { data: { node: null } }, { data: { node: null } }],
  ['may be an empty list', '{ nodes { id } }', { data: { nodes: [] } }, { data: { nodes: [] } }],
  [
    'is selected below the root',
    '{ box { node { id } } }',
    { data: { box: { node: null } } },
    { data: { box: { node: null } } },
  ],
  [
    'fails as its subgraph does',
    '{ node { id } }',
    { data: { node: null }, errors: [{ message: 'no type', path: ['node'] }] },
    { data: { node: null }, errors: [expect.objectContaining({ message: 'no type', path: ['node'] })] },
  ],
])('an interface that no object type implements %s', async (_, document, answer, expected) => {
  expect(await theAnswer(bench(answer), document)).toEqual(expected)
})
