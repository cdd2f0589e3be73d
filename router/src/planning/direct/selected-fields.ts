/** The fields that are selected of an object, fragments looked into, by their keys in the answer: CollectFields of the GraphQL specification (6.3.2). */

import {
  isAbstractType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'
import { NotDirect } from './not-direct.ts'

export type MergedField = { readonly node: FieldNode; readonly sets: readonly SelectionSetNode[] }

/** What stands in a document that one operation was taken from. */
export type SelectionContext = {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

/** @throws NotDirect where a selection has a directive, or is of introspection */
export function selectedFields(
  context: SelectionContext,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): ReadonlyMap<string, MergedField> {
  const collected = {
    context,
    type,
    fields: new Map<string, MergedField>(),
    visited: new Set<FragmentDefinitionNode>(),
  }
  for (const set of sets) collect(set, collected)
  return collected.fields
}

type Collected = {
  readonly context: SelectionContext
  readonly type: GraphQLObjectType
  readonly fields: Map<string, MergedField>
  /** Spread before: what is in them is in `fields`. */
  readonly visited: Set<FragmentDefinitionNode>
}

function collect({ selections }: SelectionSetNode, collected: Collected): void {
  const { context, type, fields, visited } = collected
  for (const selection of selections) {
    if (selection.directives && selection.directives.length > 0) throw new NotDirect('a directive')
    if (selection.kind !== Kind.FIELD) {
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : context.fragments.get(selection.name.value)
      if (!fragment) throw new NotDirect('an unknown fragment')
      // A subgraph may get those of a fragment's definition too.
      if (fragment.directives && fragment.directives.length > 0) throw new NotDirect('a directive')
      if (fragment.kind === Kind.FRAGMENT_DEFINITION) {
        if (visited.has(fragment)) continue
        visited.add(fragment)
      }
      if (holds(fragment.typeCondition?.name.value, type, context)) collect(fragment.selectionSet, collected)
      continue
    }
    const key = (selection.alias ?? selection.name).value
    const earlier = fields.get(key)
    const own = selection.selectionSet
    if (!earlier) fields.set(key, { node: selection, sets: own ? [own] : [] })
    else if (own) fields.set(key, { node: earlier.node, sets: [...earlier.sets, own] })
  }
}

function holds(condition: string | undefined, type: GraphQLObjectType, { schema }: SelectionContext): boolean {
  if (condition === undefined || condition === type.name) return true
  const abstract = schema.getType(condition)
  return isAbstractType(abstract) && schema.isSubType(abstract, type)
}
