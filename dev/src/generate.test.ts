import { resolverTypes } from './generate.ts'

const schema = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar DateTime
  enum Colour { RED GREEN }
  type Thing @key(fields: "id") { id: ID! at: DateTime! colour: Colour }
  type Query { thing(id: ID!): Thing }
`

test('a schema becomes types for resolvers, of its entities too', async () => {
  const types = await resolverTypes(schema)
  expect(types).toContain("import type { RequestContext } from '@shop/subgraph-server/context.ts'")
  expect(types).toMatch(/DateTime: \{ input: string; output: string; \}/)
  expect(types).toMatch(/Colour =\s*\| 'RED'\s*\| 'GREEN'/)
  expect(types).toContain('__resolveReference?: ReferenceResolver<')
})

test("a subgraph's own types replace the schema's", async () => {
  const types = await resolverTypes(schema, { mappers: { Thing: '../store.ts#ThingDocument' } })
  expect(types).toContain("import type { ThingDocument } from '../store.ts'")
  expect(types).toContain('Thing: ResolverTypeWrapper<ThingDocument>')
})
