import * as fc from 'fast-check'
import { OverlappingFieldsCanBeMergedRule, buildSchema, parse, validate } from 'graphql'
import { validOperation } from './document.ts'
import { fieldConflicts } from './fields-can-merge.ts'
import { RequestError } from './request-error.ts'

const schema = buildSchema(`
  type Query { pet: Pet dog: Dog any: Any }
  union Any = Dog | Cat
  interface Pet { name: String size: Float friend: Pet friends(first: Int): [Pet] }
  type Dog implements Pet { name: String size: Float friend: Pet friends(first: Int): [Pet] owner: String! barks: Int }
  type Cat implements Pet { name: String size: Float friend: Pet friends(first: Int): [Pet] owner: String lives: Int! }`)

const LIMITS = {
  ...{ tokens: 4000, nameLength: 1000, depth: 20, height: 1000, aliases: 1000 },
  ...{ rootFields: 30, directives: 50, listItems: 1000 },
}

const read = (query: string) => () => validOperation(query, undefined, schema, { limits: LIMITS, introspection: false })

const ours = (query: string) => fieldConflicts(schema, parse(query), 100).map(({ message }) => message)
const theirs = (query: string) =>
  validate(schema, parse(query), [OverlappingFieldsCanBeMergedRule]).map(({ message }) => message)

const leaf = fc.constantFrom(
  ...['name', 'size', 'a: name', 'a: size', '__typename', 'a: __typename'],
  ...['... on Dog { owner }', '... on Cat { owner }', '... on Dog { a: barks }', '... on Cat { a: lives }'],
)
const opening = fc.constantFrom(
  ...['friend', 'a: friend', 'friends', 'friends(first: 1)', 'a: friends(first: 1)', 'a: friends(first: 2)'],
  ...['... on Dog', '... on Cat', '... on Pet', '...'],
)
const { selections } = fc.letrec<{ selection: string; selections: string }>((tie) => ({
  selection: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.constantFrom('...F', '...G'),
    fc.tuple(opening, tie('selections')).map(([open, inner]) => `${open} { ${inner} }`),
  ),
  selections: fc.array(tie('selection'), { minLength: 1, maxLength: 4 }).map((all) => all.join(' ')),
}))
const fragment = fc.tuple(fc.constantFrom('Dog', 'Cat', 'Pet'), selections)
const documents = fc
  .tuple(selections, selections, fragment, fragment)
  .map(
    ([pet, dog, [onF, f], [onG, g]]) =>
      `{ pet { ${pet} } dog { ${dog} } any { ...F ...G } } ` +
      `fragment F on ${onF} { ${f.replaceAll(/\.\.\.[FG]/g, '...G')} } fragment G on ${onG} { ${g.replaceAll(/\.\.\.[FG]/g, 'name')} }`,
  )

test('what can be merged is what graphql-js says can be', () => {
  let [merged, conflicting] = [0, 0]
  fc.assert(
    fc.property(documents, (query) => {
      const conflicts = ours(query).length > 0
      expect([query, conflicts]).toEqual([query, theirs(query).length > 0])
      if (conflicts) conflicting++
      else merged++
    }),
    { numRuns: 1_500 },
  )
  expect(Math.min(merged, conflicting)).toBeGreaterThan(50)
})

test.each([
  ['different fields', '{ pet { name: size name } }'],
  ['different arguments', '{ pet { friends { name } friends(first: 1) { name } } }'],
  ['different types', '{ any { ... on Dog { owner } ... on Cat { owner } } }'],
])('%s at one path are reported as by graphql-js', (_what, query) => {
  expect(ours(query)).toEqual(theirs(query))
})

test('a field that is selected hundreds of times is compared once', () => {
  expect(read(`{ pet { ${'friends(first: 1) { name } '.repeat(400)} } }`)).not.toThrow()
})

test('hundreds of fragments in a circle are refused like one', () => {
  const fragments = Array.from(
    { length: 300 },
    (_, n) => `fragment F${n} on Pet { ...F${(n + 1) % 300} ...F${(n + 7) % 300} }`,
  )
  expect(read(`{ pet { ...F0 } } ${fragments.join(' ')}`)).toThrow(/within itself/)
})

test('fields that are merged in more ways than can be looked at are refused', () => {
  const level = (inner: string) =>
    `friend { ${inner} } ... on Dog { friend { name friend { name } } } ... on Cat { friend { size friend { size } } }`
  const query = `{ pet { ${Array.from({ length: 16 }).reduce<string>(level, 'name')} } }`
  expect(read(query)).toThrow(/Too many fields/)
})

test('lists within lists without end are refused like other texts that are no documents', () => {
  const problems = expect.objectContaining({ extensions: { code: 'GRAPHQL_PARSE_FAILED' } })
  expect(read(`{ pet(in: ${'['.repeat(3_900)}`)).toThrow(expect.objectContaining({ errors: [problems] }))
})

test('faults below a hundred thousand empty lines are reported, without their lines', () => {
  const problems = (query: string) => {
    try {
      read(query)()
    } catch (error) {
      if (error instanceof RequestError) return error.errors
    }
    return []
  }
  expect(problems(`{ pet { ${'\n'.repeat(100)} nothing } }`)).toEqual([
    expect.objectContaining({ locations: [{ line: 101, column: 2 }] }),
  ])
  expect(problems(`{ pet { ${'\n'.repeat(100_000)} nothing } }`)).toEqual([
    expect.not.objectContaining({ locations: expect.anything() }),
  ])
})

test('where fields conflict, that is reported, and no other rule is checked', () => {
  let problems: readonly string[] = []
  try {
    read('{ dog { a: name a: barks nothing } }')()
  } catch (error) {
    if (error instanceof RequestError) problems = error.errors.map(({ message }) => message)
  }
  expect(problems).toEqual([expect.stringContaining('Fields "a" conflict')])
})

test('of many conflicts some are reported, and that there are more', () => {
  const fields = Array.from({ length: 30 }, (_, n) => `a${n}: name a${n}: size`).join(' ')
  const problems = fieldConflicts(schema, parse(`{ pet { ${fields} } }`), 3).map(({ message }) => message)
  const one = expect.stringMatching(/^Fields "a\d" conflict/)
  expect(problems).toEqual([one, one, one, expect.stringContaining('Too many')])
})
