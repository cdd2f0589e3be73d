import { GraphQLError, parse } from 'graphql'
import type { DocumentNode, OperationDefinitionNode } from 'graphql'
import { forgetLocations } from './document.ts'

const TEXT = `query Q($id: ID! = "1", $more: [In!]) {
  book(id: $id, in: { list: [1, 2] }) @include(if: true) { ...F }
}
fragment F on Book { title }`

function operationOf({ definitions: [first] }: DocumentNode): OperationDefinitionNode {
  if (first?.kind !== 'OperationDefinition') throw new Error('no operation')
  return first
}

test('a document that is kept says the same, without its places and words', () => {
  const document = parse(TEXT)
  const nodes = forgetLocations(document)
  expect(document).toMatchObject(parse(TEXT, { noLocation: true }))
  expect(nodes).toBe(JSON.stringify(document).split('"kind":').length - 1)
  expect(operationOf(document).selectionSet.selections[0]?.loc).toBeUndefined()
})

test('the location of a variable’s definition is kept: its errors have it', () => {
  const document = parse(TEXT)
  forgetLocations(document)
  const [, more] = operationOf(document).variableDefinitions ?? []
  expect(new GraphQLError('wrong', { nodes: more }).locations).toEqual([{ line: 1, column: 25 }])
  expect(more?.loc).not.toHaveProperty('startToken')
})
