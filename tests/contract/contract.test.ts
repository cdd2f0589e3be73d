import { readFileSync } from 'node:fs'
import { buildASTSchema, Kind, parse, print, printSchema } from 'graphql'
import type { DocumentNode, FieldDefinitionNode, InputValueDefinitionNode } from 'graphql'
import { domains } from '@shop/contract/domains.ts'
import { compose } from '@shop/router/supergraph/compose.ts'
import { loadSupergraph } from '@shop/router/supergraph/load-supergraph.ts'
import { parse as yaml } from 'yaml'
import { z } from 'zod'

const text = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const names = domains.map(({ name }) => name)
const subgraphs = names.map((name) => ({
  name,
  url: `http://${name}.invalid/graphql`,
  sdl: text(`../../subgraphs/${name}/schema.graphql`),
}))

test('editors know every subgraph', () => {
  const { projects } = z
    .object({ projects: z.record(z.string(), z.unknown()) })
    .parse(yaml(text('../../.graphqlrc.yml')))
  expect(Object.keys(projects).toSorted()).toEqual(['supergraph', ...names].toSorted())
})

type Members = Map<string, string>

/** Every type's fields, input fields or values, each in one line; extensions are counted with the type. */
function members(document: DocumentNode): Map<string, Members> {
  const types = new Map<string, Members>()
  for (const definition of document.definitions) {
    if (!('name' in definition) || !definition.name) continue
    const type = types.get(definition.name.value) ?? new Map<string, string>()
    types.set(definition.name.value, type)
    if ('fields' in definition)
      for (const field of definition.fields ?? []) type.set(field.name.value, signature(field))
    if ('values' in definition) for (const value of definition.values ?? []) type.set(value.name.value, 'value')
  }
  return types
}

function signature(field: FieldDefinitionNode | InputValueDefinitionNode): string {
  if (field.kind === Kind.INPUT_VALUE_DEFINITION) return withDefault(field)
  const given = field.arguments ?? []
  return `(${given.map((each) => `${each.name.value}: ${withDefault(each)}`).join(', ')}): ${print(field.type)}`
}

function withDefault({ type, defaultValue }: InputValueDefinitionNode): string {
  return print(type) + (defaultValue ? ` = ${print(defaultValue)}` : '')
}

const contract = members(parse(text('./schema.graphql')))
const served = members(parse(printSchema(loadSupergraph(compose(subgraphs)).apiSchema)))

test.each([...contract.keys()])('the supergraph has all that the contract says of %s, as it says it', (name) => {
  expect(Object.fromEntries(served.get(name) ?? [])).toMatchObject(Object.fromEntries(contract.get(name) ?? []))
})

test.each(['OrderStatus', 'RejectionReason', 'DeliveryStatus', 'PointEntryKind'])(
  'clients that know the contract know every value of %s',
  (name) => expect(served.get(name)).toEqual(contract.get(name)),
)

test.each(['Product', 'PointEntry', 'Order', 'Delivery', 'Purchase', 'DeadLetter', 'StuckOrder', 'OperatorAction'])(
  'the connection of %s is as Relay has it',
  (node) => {
    expect(Object.fromEntries(served.get(`${node}Connection`) ?? [])).toEqual({
      edges: `(): [${node}Edge!]!`,
      pageInfo: '(): PageInfo!',
    })
    expect(Object.fromEntries(served.get(`${node}Edge`) ?? [])).toEqual({ cursor: '(): String!', node: `(): ${node}!` })
  },
)

test.each(subgraphs)('every field and argument of $name that is not plain by its name is described', ({ sdl }) => {
  const document = parse(sdl)
  const roots = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION &&
    ['Query', 'Mutation', 'Subscription'].includes(definition.name.value)
      ? (definition.fields ?? [])
      : [],
  )
  expect(roots.filter(({ description }) => !description).map(({ name }) => name.value)).toEqual([])
  expect(() => buildASTSchema(document, { assumeValidSDL: true })).not.toThrow()
})
