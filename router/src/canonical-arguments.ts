import { Kind, type FieldNode, type ValueNode } from 'graphql'
import { literalText } from './literal-text.ts'

/** A text that is equal for equal arguments, in whatever order they stand. */
export function canonicalArguments({ arguments: given = [] }: FieldNode): string {
  return namedText(given)
}

function namedText(nodes: readonly { readonly name: { readonly value: string }; readonly value: ValueNode }[]): string {
  const parts = nodes.map(({ name, value }) => `${name.value}:${valueText(value)}`)
  return parts.length > 1 ? parts.sort().join() : (parts[0] ?? '')
}

function valueText(node: ValueNode): string {
  switch (node.kind) {
    case Kind.VARIABLE:
      return `$${node.name.value}`
    case Kind.LIST:
      return `[${node.values.map(valueText).join()}]`
    case Kind.OBJECT:
      return `{${namedText(node.fields)}}`
    default:
      return literalText(node)
  }
}
