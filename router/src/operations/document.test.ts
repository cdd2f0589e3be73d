import { buildSchema, GraphQLError, parse } from 'graphql'
import type { DocumentNode, OperationDefinitionNode } from 'graphql'
import { forgetLocations, validOperation } from './document.ts'
import { RequestError } from './request-error.ts'

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

const LONG = 'x'.repeat(100_000)
const schema = buildSchema('type Query { pet(name: String): Pet } type Pet { name: String }')
const limits = {
  tokens: 1_000,
  nameLength: 1_000,
  depth: 10,
  height: 100,
  aliases: 10,
  rootFields: 10,
  directives: 10,
  listItems: 10,
}

test.each([
  ['a field', `{ pet { ${LONG} } }`, undefined],
  ['an argument', `{ pet(${LONG}: 1) { name } }`, undefined],
  ['a value', `{ pet(name: ${LONG}) { name } }`, undefined],
  ['a variable', `query($${LONG}: Int) { pet { name } }`, undefined],
  ['a fragment', `{ ...${LONG} }`, undefined],
  ['a directive', `{ pet @${LONG} { name } }`, undefined],
  ['fields that conflict', `{ ${LONG}: pet { name } ${LONG}: __typename }`, undefined],
  ['the operation that is requested', '{ pet { name } }', LONG],
])('a name as long as a request is not said back as a whole: %s', (_what, query, operationName) => {
  let refusal: unknown
  try {
    validOperation(query, operationName, schema, { limits, introspection: true })
  } catch (error) {
    refusal = error
  }
  expect(refusal).toBeInstanceOf(RequestError)
  expect(JSON.stringify(refusal instanceof RequestError && refusal.errors).length).toBeLessThan(5_000)
})
