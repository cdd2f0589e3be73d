import { getNamedType, isInputObjectType, valueFromASTUntyped } from 'graphql'
import type { FieldNode, GraphQLArgument, GraphQLField, GraphQLInputType } from 'graphql'
import { usesVariables } from './list-size.ts'
import type { Term } from './term.ts'
import { sum } from './term.ts'
import type { Weights } from './weights.ts'

/** What the arguments of a field cost: their own weights, and those of the input fields that have a value. */
export function argumentsCost(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  coordinate: string,
  { cost }: Weights,
): Term {
  if (cost.size === 0) return 0
  const terms = (node.arguments ?? []).flatMap((given): readonly Term[] => {
    const argument: GraphQLArgument | undefined = field.args.find(({ name }) => name === given.name.value)
    if (!argument) return []
    const weight = cost.get(`${coordinate}(${argument.name}:)`) ?? 0
    const read = (value: unknown) => (value === undefined ? 0 : weight + inputCost(value, argument.type, cost))
    if (!usesVariables(given.value)) return [read(valueFromASTUntyped(given.value))]
    return [(variables) => read(valueFromASTUntyped(given.value, variables))]
  })
  return sum(terms)
}

function inputCost(value: unknown, type: GraphQLInputType, cost: Weights['cost']): number {
  const named = getNamedType(type)
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce((total: number, each) => total + inputCost(each, named, cost), 0)
  return Object.entries(named.getFields()).reduce((total, [name, field]) => {
    const inner: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
    if (inner === undefined) return total
    return total + (cost.get(`${named.name}.${name}`) ?? 0) + inputCost(inner, field.type, cost)
  }, 0)
}
