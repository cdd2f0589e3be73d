import { Kind, isCompositeType, getNamedType } from 'graphql'
import type {
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql'
import type { Guard, Guards } from './guards.ts'

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

/** Every guard that an operation stands before, each once; fragments are looked into once. */
export function guardsOf(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  schema: GraphQLSchema,
  guards: Guards,
): readonly Guard[] {
  const root = schema.getRootType(operation.operation)
  if (!root || guards.none) return []
  const found = new Set<Guard>()
  const seen = new Set<string>()
  const note = (guard: Guard | undefined) => guard && found.add(guard)

  const walk = ({ selections }: SelectionSetNode, parent: GraphQLCompositeType): void => {
    for (const selection of selections) {
      switch (selection.kind) {
        case Kind.FIELD: {
          note(guards.ofField(parent, selection.name.value))
          const type = fieldType(parent, selection.name.value)
          if (selection.selectionSet && type) walk(selection.selectionSet, type)
          break
        }
        case Kind.INLINE_FRAGMENT:
          enter(selection.typeCondition?.name.value, selection.selectionSet, parent)
          break
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments.get(selection.name.value)
          if (!fragment || seen.has(selection.name.value)) break
          seen.add(selection.name.value)
          enter(fragment.typeCondition.name.value, fragment.selectionSet, parent)
        }
      }
    }
  }
  const enter = (condition: string | undefined, selectionSet: SelectionSetNode, parent: GraphQLCompositeType): void => {
    const type = conditionType(schema, condition, parent)
    if (type !== parent) note(guards.ofType(type))
    walk(selectionSet, type)
  }

  walk(operation.selectionSet, root)
  return [...found]
}

/** The type that a fragment's fields belong to. */
export function conditionType(
  schema: GraphQLSchema,
  condition: string | undefined,
  parent: GraphQLCompositeType,
): GraphQLCompositeType {
  const type = condition === undefined ? parent : schema.getType(condition)
  return isCompositeType(type) ? type : parent
}

/** The type of a field's own selection; undefined for leaves and for what belongs to introspection. */
export function fieldType(parent: GraphQLCompositeType, name: string): GraphQLCompositeType | undefined {
  const field = 'getFields' in parent ? parent.getFields()[name] : undefined
  const type = field && getNamedType(field.type)
  return isCompositeType(type) ? type : undefined
}
