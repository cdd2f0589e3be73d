import {
  Kind,
  type FieldNode,
  type ListValueNode,
  type ObjectValueNode,
  type ValueNode,
  type VariableNode,
} from 'graphql'

/** GraphQL's text of a value that has none in it. Numbers keep their digits; a block string becomes a plain one. */
export function literalText(node: Exclude<ValueNode, VariableNode | ListValueNode | ObjectValueNode>): string {
  if (node.kind === Kind.NULL) return 'null'
  return node.kind === Kind.STRING ? JSON.stringify(node.value) : String(node.value)
}

/** Equal for equal arguments, in whatever order. */
export function argumentsText({ arguments: given = [] }: FieldNode): string {
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
