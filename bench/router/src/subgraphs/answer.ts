/** A cheap subgraph: documents are parsed once, then selections are walked over data that follows from ids. */

import { Kind, parse, valueFromASTUntyped, type FragmentDefinitionNode, type SelectionNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { fields, type Entity } from './data.ts'

type QueryVariables = Readonly<Record<string, unknown>>
type ParsedQuery = {
  readonly selections: readonly SelectionNode[]
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

const documents = new LRUCache<string, ParsedQuery>({ max: 1000 })

/** @param body of a GraphQL request. @returns that of the response */
export function answer(body: string): string {
  const { query, variables = {} }: { query: string; variables?: QueryVariables } = JSON.parse(body)
  const { selections, fragments } = documentOf(query)
  return JSON.stringify({ data: select({ __typename: 'Query' }, selections, variables, fragments) })
}

function documentOf(query: string): ParsedQuery {
  const known = documents.get(query)
  if (known) return known
  const { definitions } = parse(query)
  const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  const named = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
  const document = {
    selections: operation?.selectionSet.selections ?? [],
    fragments: new Map(named.map((fragment) => [fragment.name.value, fragment])),
  }
  documents.set(query, document)
  return document
}

function select(
  of: Record<string, unknown>,
  selections: readonly SelectionNode[],
  variables: QueryVariables,
  fragments: ParsedQuery['fragments'],
  into: Record<string, unknown> = {},
): Record<string, unknown> {
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) {
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
      const condition = fragment?.typeCondition?.name.value
      if (fragment && (condition === undefined || condition === of['__typename'])) {
        select(of, fragment.selectionSet.selections, variables, fragments, into)
      }
      continue
    }
    const name = selection.name.value
    const given: Record<string, unknown> = {}
    for (const argument of selection.arguments ?? []) {
      given[argument.name.value] =
        argument.value.kind === Kind.VARIABLE
          ? variables[argument.value.name.value]
          : valueFromASTUntyped(argument.value)
    }
    const resolve = fields[String(of['__typename'])]?.[name]
    const value = name === '_entities' ? given['representations'] : resolve ? resolve(asEntity(of), given) : of[name]
    const inner = selection.selectionSet?.selections
    into[selection.alias?.value ?? name] = inner ? complete(value, inner, variables, fragments) : value
  }
  return into
}

function complete(
  value: unknown,
  inner: readonly SelectionNode[],
  variables: QueryVariables,
  fragments: ParsedQuery['fragments'],
): unknown {
  if (Array.isArray(value)) return value.map((item) => complete(item, inner, variables, fragments))
  return typeof value === 'object' && value !== null ? select({ ...value }, inner, variables, fragments) : null
}

function asEntity(of: Record<string, unknown>): Entity {
  return { __typename: String(of['__typename']), id: String(of['id']) }
}
