/** Rules of validation that are ours: as the specification has them, where graphql-js says something else, or nothing. */

import { getNamedType, GraphQLError, GraphQLFloat, Kind } from 'graphql'
import type {
  ASTVisitor,
  FieldNode,
  FloatValueNode,
  FragmentDefinitionNode,
  IntValueNode,
  OperationDefinitionNode,
  SelectionNode,
  ValidationContext,
} from 'graphql'

/**
 * A subscription has one root field, which no condition leaves out, and which is none of the introspection (5.2.4.1). graphql-js evaluates
 * conditions there, and throws where one has a variable, whatever operation was requested.
 */
export function OneSubscriptionFieldRule(context: ValidationContext): ASTVisitor {
  return {
    [Kind.OPERATION_DEFINITION]: (operation) => {
      if (operation.operation === 'subscription')
        rootFaults(operation, context).forEach((error) => context.reportError(error))
    },
  }
}

function rootFaults(operation: OperationDefinitionNode, context: ValidationContext): GraphQLError[] {
  const { name } = operation
  const called = name ? `Subscription "${name.value}"` : 'Anonymous Subscription'
  const selections = rootSelections(operation.selectionSet.selections, context, new Set())
  const conditional = selections.filter(({ directives = [] }) =>
    directives.some((each) => each.name.value === 'skip' || each.name.value === 'include'),
  )
  if (conditional.length > 0)
    return [
      new GraphQLError(`${called} must not use @skip or @include in the top level selection.`, { nodes: conditional }),
    ]
  const fields = selections.filter((each) => each.kind === Kind.FIELD)
  const keys = new Map<string, FieldNode[]>()
  for (const field of fields) {
    const key = (field.alias ?? field.name).value
    keys.set(key, [...(keys.get(key) ?? []), field])
  }
  const [, ...others] = keys.values()
  const several =
    others.length > 0 && new GraphQLError(`${called} must select only one top level field.`, { nodes: others.flat() })
  const introspective = fields.filter((field) => field.name.value.startsWith('__'))
  return [
    ...(several ? [several] : []),
    ...introspective.map(
      (field) => new GraphQLError(`${called} must not select an introspection top level field.`, { nodes: field }),
    ),
  ]
}

/** Fields, and fragments on the way to them. */
function rootSelections(
  selections: readonly SelectionNode[],
  context: ValidationContext,
  visited: Set<FragmentDefinitionNode>,
): SelectionNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection]
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return [selection, ...rootSelections(selection.selectionSet.selections, context, visited)]
    const fragment = context.getFragment(selection.name.value)
    if (!fragment || visited.has(fragment)) return [selection]
    visited.add(fragment)
    return [selection, ...rootSelections(fragment.selectionSet.selections, context, visited)]
  })
}

/** A Float is a finite double (3.5.2): graphql-js takes 1e400 for infinity. */
export function FiniteFloatsRule(context: ValidationContext): ASTVisitor {
  const check = (node: IntValueNode | FloatValueNode): void => {
    const type = context.getInputType()
    if (!type || getNamedType(type) !== GraphQLFloat || Number.isFinite(Number(node.value))) return
    context.reportError(new GraphQLError(`Float cannot represent ${node.value}: it is not finite.`, { nodes: node }))
  }
  return { [Kind.INT]: check, [Kind.FLOAT]: check }
}
