import { Kind, parse } from 'graphql'
import type { FieldNode, GraphQLFormattedError, SelectionSetNode } from 'graphql'
import type { UpstreamError } from '../upstream/answer.ts'

type FetchVariables = Readonly<Record<string, unknown>>

/**
 * What a subgraph would have answered if each field that it was requested had failed by itself: executeQueryPlan gives
 * errors a path only where the answer has one.
 */
export function failedFetch(
  errors: readonly UpstreamError[],
  query: string,
  variables: FetchVariables,
): readonly GraphQLFormattedError[] {
  const [first, ...others] = errors
  if (!first) return []
  return [...failedPaths(query, variables).map((path) => ({ ...first, path })), ...others]
}

function failedPaths(query: string, variables: FetchVariables): ReadonlyArray<ReadonlyArray<string | number>> {
  const operation = parse(query).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  if (!operation) return [[]]
  const fields = fieldsOf(operation.selectionSet)
  const entities = fields.find((field) => field.name.value === '_entities')
  const { representations } = variables
  if (!entities?.selectionSet || !Array.isArray(representations)) return fields.map((field) => [keyOf(field)])
  const { selectionSet } = entities
  return representations.flatMap((representation: unknown, index) =>
    fieldsOf(selectionSet, typenameOf(representation)).map((field) => ['_entities', index, keyOf(field)]),
  )
}

/** Fields of a selection set and its fragments; with a type's name, without those that are for another type. */
function fieldsOf({ selections }: SelectionSetNode, typename?: string): readonly FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename' ? [] : [selection]
    if (selection.kind === Kind.FRAGMENT_SPREAD) return []
    const condition = selection.typeCondition?.name.value
    return typename && condition && condition !== typename ? [] : fieldsOf(selection.selectionSet)
  })
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value
}

function typenameOf(representation: unknown): string | undefined {
  if (typeof representation !== 'object' || representation === null) return undefined
  const typename: unknown = Reflect.get(representation, '__typename')
  return typeof typename === 'string' ? typename : undefined
}
