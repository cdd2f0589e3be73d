/** Which fields of an object the client requested, in the order of its document: CollectFields of the GraphQL specification (6.3.2). */

import {
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { isNever } from '../../planning/planner-fixes/conditions.ts'
import { distinctField } from '../../planning/planner-fixes/distinct-names.ts'

export type Selected =
  | { readonly kind: 'typename'; readonly key: string }
  | { readonly kind: 'introspection'; readonly key: string; readonly fields: readonly FieldNode[] }
  | {
      readonly kind: 'field'
      /** Key in the answer. */
      readonly key: string
      /** Key in the tree that subgraphs filled. */
      readonly inside: string
      readonly name: string
      readonly type: GraphQLOutputType
      readonly sets: readonly SelectionSetNode[]
    }

export type Collecting = {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Aliases, and fields (`distinctField`), that have another name inside. */
  readonly inside: ReadonlyMap<string, string>
}

/** An object's type; an interface where an `@interfaceObject`'s subgraph gave it, and nothing requested depends on what it really is. */
export type RuntimeType = GraphQLObjectType | GraphQLInterfaceType

export function collectFields(
  collecting: Collecting,
  type: RuntimeType,
  sets: readonly SelectionSetNode[],
): readonly Selected[] {
  const selected = new Map<string, Selected>()
  const visited = new Set<string>()
  const walk = (selection: SelectionNode): void => {
    if (selection.kind === Kind.FIELD) {
      if (isNever(selection)) return
      const key = selection.alias?.value ?? selection.name.value
      const earlier = selected.get(key)
      if (!earlier) selected.set(key, selectedField(collecting, type, key, selection))
      else if (earlier.kind === 'introspection') {
        selected.set(key, { ...earlier, fields: [...earlier.fields, selection] })
      } else if (earlier.kind === 'field' && selection.selectionSet) {
        selected.set(key, { ...earlier, sets: [...earlier.sets, selection.selectionSet] })
      }
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value
      if (condition === undefined || applies(collecting.schema, condition, type))
        selection.selectionSet.selections.forEach(walk)
    } else if (!visited.has(selection.name.value)) {
      visited.add(selection.name.value)
      const fragment = collecting.fragments.get(selection.name.value)
      if (fragment && applies(collecting.schema, fragment.typeCondition.name.value, type)) {
        fragment.selectionSet.selections.forEach(walk)
      }
    }
  }
  for (const set of sets) set.selections.forEach(walk)
  return [...selected.values()]
}

function selectedField({ inside }: Collecting, type: RuntimeType, key: string, field: FieldNode): Selected {
  const name = field.name.value
  const set = field.selectionSet
  if (name === '__typename') return { kind: 'typename', key }
  const definition = type.getFields()[name]
  if (!definition) return { kind: 'introspection', key, fields: [field] }
  return { kind: 'field', key, inside: insideName(inside, field), name, type: definition.type, sets: set ? [set] : [] }
}

/** The key that a field has in the tree. */
export function insideName(inside: Collecting['inside'], field: FieldNode): string {
  const { alias, name } = field
  const key = (alias ?? name).value
  if (inside.size === 0) return key
  return inside.get(distinctField(field)) ?? (key === name.value ? key : (inside.get(key) ?? key))
}

function applies(schema: GraphQLSchema, condition: string, type: RuntimeType): boolean {
  if (condition === type.name) return true
  const abstract = schema.getType(condition)
  return isAbstractType(abstract) && schema.isSubType(abstract, type)
}

/** What an object in the place of an abstract type is, by its `__typename`; undefined where it cannot stand there. */
export function runtimeTypeOf(
  schema: GraphQLSchema,
  declared: GraphQLAbstractType,
  typename: unknown,
): RuntimeType | undefined {
  const type = typeof typename === 'string' ? schema.getType(typename) : undefined
  if (isInterfaceType(type) && type === declared) return type
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(declared, type) ? type : undefined
}
