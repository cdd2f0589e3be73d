import { Kind, type ListValueNode, type ObjectValueNode, type ValueNode, type VariableNode } from 'graphql'

/** GraphQL's text of a value that has none in it. Numbers keep their digits; a block string becomes a plain one. */
export function literalText(node: Exclude<ValueNode, VariableNode | ListValueNode | ObjectValueNode>): string {
  if (node.kind === Kind.NULL) return 'null'
  return node.kind === Kind.STRING ? JSON.stringify(node.value) : String(node.value)
}
