/** Which keys a subgraph's answer to a fetch has, and in which order: CollectFields of the GraphQL specification (6.3.2), as the subgraph does it. */

import {
  Kind,
  parse,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { TypeConditions } from '../type-conditions.ts'
import { Unsuited } from './outline.ts'

export type UpstreamField = {
  readonly key: string
  readonly name: string
  /** Empty where it is a leaf. */
  readonly sets: readonly SelectionSetNode[]
}

export type UpstreamSelection = {
  readonly sets: readonly SelectionSetNode[]
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

/** What a fetch selects of the operation's root, or of each of its entities. */
export function upstreamSelection(operation: string, ofEntities: boolean): UpstreamSelection {
  const { definitions } = parse(operation, { noLocation: true })
  const root = definitions.find((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION)
  const named = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
  const fragments = new Map(named.map((fragment) => [fragment.name.value, fragment]))
  if (!root) throw new Unsuited('a fetch without an operation')
  if (!ofEntities) return { sets: [root.selectionSet], fragments }
  const [entities, ...others] = root.selectionSet.selections
  if (entities?.kind !== Kind.FIELD || entities.alias || !entities.selectionSet || others.length > 0)
    throw new Unsuited('a fetch of entities and something else')
  return { sets: [entities.selectionSet], fragments }
}

/** The keys of an object of this type, in order. */
export function upstreamFields(
  { sets, fragments }: UpstreamSelection,
  typename: string,
  applies: TypeConditions,
): readonly UpstreamField[] {
  const fields = new Map<string, UpstreamField>()
  const visited = new Set<string>()
  const walk = (selection: SelectionNode): void => {
    if (selection.directives?.length) throw new Unsuited('directives in a fetch')
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value
      const earlier = fields.get(key)?.sets ?? []
      const inner = selection.selectionSet ? [...earlier, selection.selectionSet] : earlier
      fields.set(key, { key, name: selection.name.value, sets: inner })
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value
      if (condition === undefined || applies(condition, typename)) selection.selectionSet.selections.forEach(walk)
    } else if (!visited.has(selection.name.value)) {
      visited.add(selection.name.value)
      const fragment = fragments.get(selection.name.value)
      if (fragment && applies(fragment.typeCondition.name.value, typename))
        fragment.selectionSet.selections.forEach(walk)
    }
  }
  for (const set of sets) set.selections.forEach(walk)
  return [...fields.values()]
}
