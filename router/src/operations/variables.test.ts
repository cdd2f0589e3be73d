import * as fc from 'fast-check'
import { buildSchema, getVariableValues, Kind, parse } from 'graphql'
import { coerceVariables } from './variables.ts'
import { RequestError } from './request-error.ts'

const schema = buildSchema('type Query { x(s: String, i: ID, n: Int, b: Boolean, f: Float, l: [ID]): Int }')
const TYPES = ['String', 'ID!', 'Int', 'Int!', 'Boolean', 'Float', '[ID!]', 'String = "given"', 'Int! = 3']

const value = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(0, -0, 1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 1.5, 2 ** 40),
  fc.array(fc.string(), { maxLength: 2 }),
  fc.constant({ a: 1 }),
)
const names = ['a', 'b', 'constructor']

function operationOf(types: readonly string[]) {
  const [definition] = parse(
    `query (${types.map((type, index) => `$${names[index]}: ${type}`).join()}) { x }`,
  ).definitions
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation')
  return definition
}

test('values of scalars are coerced as graphql-js does', () => {
  const types = fc.array(fc.constantFrom(...TYPES), { minLength: 1, maxLength: names.length })
  fc.assert(
    fc.property(types, fc.dictionary(fc.constantFrom(...names), value), (chosen, given) => {
      const operation = operationOf(chosen)
      const { coerced } = getVariableValues(
        schema,
        operation.variableDefinitions ?? [],
        Object.assign(Object.create(null), given),
      )
      let actual: unknown
      try {
        actual = coerceVariables(schema, operation, given, false)
      } catch (error) {
        if (!(error instanceof RequestError)) throw error
      }
      expect(actual).toEqual(coerced)
    }),
    { numRuns: 1_000 },
  )
})

test('text of an ID and the largest Int are taken as they are', () => {
  const given = { a: 'x', b: 2 ** 31 - 1 }
  expect(coerceVariables(schema, operationOf(['ID!', 'Int!']), given, false)).toEqual(given)
})
