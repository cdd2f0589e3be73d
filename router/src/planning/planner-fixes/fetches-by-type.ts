/**
 * A subgraph that has an interface as an `@interfaceObject` does not know its object types, so the planner fetches what is selected on one of
 * them for all objects. That is more than was requested; and where such a field fails that is never null, objects are lost that do not have
 * it. Here such a fetch becomes several: one for all types of which the same is selected.
 */

import type { PlanNode, QueryPlanSelectionNode, SubscriptionNode } from '@apollo/query-planner'
import {
  isAbstractType,
  isInterfaceType,
  Kind,
  print,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { FetchStep } from '../plan-form.ts'

type SelectionSets = readonly SelectionSetNode[]

/** What is sent for objects of some types; for all that a fetch may be for where these are left out. */
type FetchForTypes = { readonly document: DocumentNode; readonly types?: readonly string[] }

const TYPENAME = '__typename'

export class FetchesByType {
  readonly #schema: GraphQLSchema
  readonly #root: SelectionSets
  readonly #fragments = new Map<string, FragmentDefinitionNode>()
  readonly #plan: PlanNode | SubscriptionNode | undefined
  #required: ReadonlySet<string> | undefined

  /** @param schema all types @param document what was planned */
  constructor(schema: GraphQLSchema, { definitions }: DocumentNode, plan: PlanNode | SubscriptionNode | undefined) {
    this.#schema = schema
    this.#root = definitions.flatMap((each) => (each.kind === Kind.OPERATION_DEFINITION ? [each.selectionSet] : []))
    for (const each of definitions)
      if (each.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(each.name.value, each)
    this.#plan = plan
  }

  /** @param path of the fetch's objects */
  of(
    document: DocumentNode,
    path: readonly string[],
    { typenames, renames }: Pick<FetchStep, 'typenames' | 'renames'>,
  ): readonly FetchForTypes[] {
    const fragment = typenames && onlyFragment(document)
    const type = this.#schema.getType(fragment?.typeCondition?.name.value ?? '')
    if (!fragment || !isInterfaceType(type) || fragment.selectionSet.selections.some(isFragment)) return [{ document }]
    const sets = path.reduce((above, key) => (key === '@' ? above : this.#below(above, key)), this.#root)
    const groups = new Map<string, { readonly selections: readonly SelectionNode[]; readonly types: string[] }>()
    const all = fragment.selectionSet.selections
    const named = (key: string): string => renames?.find(({ from }) => from === key)?.to ?? key
    for (const { name } of this.#schema.getPossibleTypes(type)) {
      const selections = this.#selected(all, this.#on(sets, name), named)
      add(groups, selections, name)
    }
    if (groups.size === 1 && groups.has(textOf(all))) return [{ document }]
    add(groups, all, type.name) // of objects whose type is not known (yet)
    return [...groups.values()]
      .filter(({ selections }) => selections.some((each) => each.kind !== Kind.FIELD || each.name.value !== TYPENAME))
      .map(({ selections, types }) => ({ document: withSelections(document, selections), types }))
  }

  /** Of a fetch's selections what is selected there, or what another fetch requires. */
  #selected(
    selections: readonly SelectionNode[],
    sets: SelectionSets,
    named = (key: string) => key,
  ): readonly SelectionNode[] {
    this.#required ??= requiredKeys(this.#plan)
    return selections.flatMap((selection): readonly SelectionNode[] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection]
      const inner = selection.selectionSet
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const kept = this.#selected(selection.selectionSet.selections, sets)
        return kept.length > 0 ? [{ ...selection, selectionSet: { ...selection.selectionSet, selections: kept } }] : []
      }
      const key = named((selection.alias ?? selection.name).value)
      if (key === TYPENAME || this.#required?.has(key)) return [selection]
      if (!this.#has(sets, key)) return []
      if (!inner) return [selection]
      const kept = this.#selected(inner.selections, this.#below(sets, key))
      return [{ ...selection, selectionSet: { ...inner, selections: kept.length > 0 ? kept : inner.selections } }]
    })
  }

  #has(sets: SelectionSets, key: string): boolean {
    return this.#flat(sets).some((each) => each.kind === Kind.FIELD && (each.alias ?? each.name).value === key)
  }

  #below(sets: SelectionSets, key: string): SelectionSets {
    return this.#flat(sets).flatMap((each) =>
      each.kind === Kind.FIELD && each.selectionSet && (each.alias ?? each.name).value === key
        ? [each.selectionSet]
        : [],
    )
  }

  /** What holds for objects of a type: fragments on others are left out. */
  #on(sets: SelectionSets, type: string): SelectionSets {
    return [{ kind: Kind.SELECTION_SET, selections: this.#flat(sets, type) }]
  }

  /** Fields, fragments looked into: those that hold for the type, or all. */
  #flat(sets: SelectionSets, type?: string): readonly SelectionNode[] {
    return sets.flatMap(({ selections }) =>
      selections.flatMap((each) => {
        if (each.kind === Kind.FIELD) return [each]
        const fragment = each.kind === Kind.INLINE_FRAGMENT ? each : this.#fragments.get(each.name.value)
        if (!fragment || !this.#holds(fragment.typeCondition?.name.value, type)) return []
        return this.#flat([fragment.selectionSet], type)
      }),
    )
  }

  #holds(condition: string | undefined, type: string | undefined): boolean {
    if (condition === undefined || type === undefined || condition === type) return true
    const abstract = this.#schema.getType(condition)
    return isAbstractType(abstract) && this.#schema.getPossibleTypes(abstract).some(({ name }) => name === type)
  }
}

function add(
  groups: Map<string, { readonly selections: readonly SelectionNode[]; readonly types: string[] }>,
  selections: readonly SelectionNode[],
  type: string,
): void {
  const known = groups.get(textOf(selections))
  if (known) known.types.push(type)
  else groups.set(textOf(selections), { selections, types: [type] })
}

function textOf(selections: readonly SelectionNode[]): string {
  return selections.map(print).join(' ')
}

function isFragment({ kind }: SelectionNode): boolean {
  return kind !== Kind.FIELD
}

/** `... on Type` of `_entities`, where that is all. */
function onlyFragment({ definitions }: DocumentNode) {
  const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  const [entities, other] = operation?.selectionSet.selections ?? []
  if (entities?.kind !== Kind.FIELD || other) return undefined
  const [fragment, another] = entities.selectionSet?.selections ?? []
  return fragment?.kind === Kind.INLINE_FRAGMENT && !another ? fragment : undefined
}

function withSelections(document: DocumentNode, selections: readonly SelectionNode[]): DocumentNode {
  const fragment = onlyFragment(document)
  return visit(document, {
    [Kind.INLINE_FRAGMENT]: (node) =>
      node === fragment ? { ...node, selectionSet: { ...node.selectionSet, selections } } : undefined,
  })
}

/** Keys that some fetch sends. */
function requiredKeys(plan: PlanNode | SubscriptionNode | undefined): ReadonlySet<string> {
  const keys = new Set<string>()
  const note = (selection: QueryPlanSelectionNode): void => {
    if (selection.kind === 'Field') keys.add(selection.alias ?? selection.name)
    selection.selections?.forEach(note)
  }
  const walk = (node: PlanNode | SubscriptionNode | undefined): void => {
    switch (node?.kind) {
      case 'Fetch':
        return node.requires?.forEach(note)
      case 'Flatten':
        return walk(node.node)
      case 'Sequence':
      case 'Parallel':
        return node.nodes.forEach(walk)
      case 'Subscription':
        walk(node.primary)
        return walk(node.rest)
      default:
    }
  }
  walk(plan)
  return keys
}
