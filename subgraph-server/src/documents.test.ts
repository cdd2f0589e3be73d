import { buildSchema } from 'graphql'
import { createPreparer } from './documents.ts'

const prepare = createPreparer(buildSchema('type Query { a: Int } type Subscription { a(x: [Int]): Int }'))

test.each([
  ['lists without an end', `subscription { a(x: ${'['.repeat(3_900)}`],
  ['lists within each other', `subscription { a(x: ${'['.repeat(1_980)}${']'.repeat(1_980)}) }`],
  ['selections without an end', `subscription { ${'...{'.repeat(1_900)}`],
  ['fragments within each other', `subscription { ${'...{'.repeat(1_300)} a ${'}'.repeat(1_300)} }`],
])('%s are answered as what is wrong with the document, in words of our own', (_, query) => {
  const prepared = prepare(query)
  const [error] = 'errors' in prepared ? prepared.errors : []
  expect(error?.message ?? '').not.toContain('call stack')
  if (error) expect(error.extensions['code']).toMatch(/^GRAPHQL_/)
})
