import { GraphQLIncludeDirective, GraphQLSkipDirective, Kind, getDirectiveValues, isAbstractType } from 'graphql'
import type { FieldNode, GraphQLCompositeType, GraphQLObjectType, SelectionNode, SelectionSetNode } from 'graphql'
import type { Variables } from '../executor.ts'
import type { AuthorizationSchema } from './filter.ts'
import type { Guard } from './guards.ts'
import type { Fragments } from './needed.ts'
import { conditionType, fieldType } from './needed.ts'

/** A selection set and the type that it was written for, which may be an interface of the object's. */
export type TypedSelection = { readonly set: SelectionSetNode; readonly type: GraphQLCompositeType }

/** One response key of an object: its selections, and the guard that denies it where no selection of it is allowed. */
export type ResponseField = {
  readonly field: FieldNode
  readonly branches: readonly TypedSelection[]
  readonly guard: Guard | undefined
}

export type Denial = {
  readonly authorizationSchema: AuthorizationSchema
  readonly fragments: Fragments
  readonly denied: ReadonlySet<Guard>
  readonly variables: Variables
}

type Gathered = {
  readonly field: FieldNode
  readonly branches: TypedSelection[]
  guard: Guard | undefined
  allowed: boolean
}

/** What an operation selects of an object, as CollectFields of the GraphQL specification, with what denies it. */
export function responseFields(
  branches: readonly TypedSelection[],
  object: GraphQLObjectType,
  denial: Denial,
): ReadonlyMap<string, ResponseField> {
  const { authorizationSchema, fragments, denied, variables } = denial
  const gathered = new Map<string, Gathered>()
  const deniedBy = (guard: Guard | undefined) => (guard && denied.has(guard) ? guard : undefined)

  const collect = ({ set, type }: TypedSelection, behind: Guard | undefined): void => {
    for (const node of set.selections) {
      if (!isIncluded(node, variables)) continue
      if (node.kind === Kind.FIELD) {
        note(node, type, behind ?? deniedBy(authorizationSchema.guards.ofField(type, node.name.value)))
        continue
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node
      if (!fragment) continue
      const condition = conditionType(authorizationSchema.schema, fragment.typeCondition?.name.value, type)
      if (!includes(condition, object)) continue
      const guard = condition === type ? undefined : deniedBy(authorizationSchema.guards.ofType(condition))
      collect({ set: fragment.selectionSet, type: condition }, behind ?? guard)
    }
  }
  const includes = (type: GraphQLCompositeType, one: GraphQLObjectType) =>
    isAbstractType(type) ? authorizationSchema.schema.isSubType(type, one) : type === one
  const note = (field: FieldNode, parent: GraphQLCompositeType, guard: Guard | undefined): void => {
    const key = (field.alias ?? field.name).value
    const entry = gathered.get(key) ?? { field, branches: [], guard: undefined, allowed: false }
    gathered.set(key, entry)
    if (guard) {
      entry.guard ??= guard
      return
    }
    entry.allowed = true
    const type = fieldType(parent, field.name.value)
    if (field.selectionSet && type) entry.branches.push({ set: field.selectionSet, type })
  }

  for (const branch of branches) collect(branch, undefined)
  return new Map(
    [...gathered].map(([key, { field, branches: inner, guard, allowed }]) => [
      key,
      { field, branches: inner, guard: allowed ? undefined : guard },
    ]),
  )
}

function isIncluded(node: SelectionNode, variables: Variables): boolean {
  if (!node.directives?.length) return true
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false
}
