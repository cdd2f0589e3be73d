/** GraphQL's text of arguments and of types, with nothing in it that says nothing. Numbers keep their digits. */

import { Kind, type ArgumentNode, type TypeNode, type ValueNode } from 'graphql'
import { literalText } from '../../literal-text.ts'

/** One text after the other, with a space only where two words would be one. None of them is empty. */
export function joined(texts: Iterable<string>): string {
  let all = ''
  let endsInWord = false
  for (const text of texts) {
    all += endsInWord && BEGINS_WORD.test(text.charAt(0)) ? ` ${text}` : text
    endsInWord = ENDS_WORD.test(text.charAt(text.length - 1))
  }
  return all
}

const ENDS_WORD = /["\w]/
const BEGINS_WORD = /["\w.-]/

/** @param used is given the variables that they use */
export function argumentsText(nodes: readonly ArgumentNode[] = [], used?: Set<string>): string {
  if (nodes.length === 0) return ''
  return `(${joined(nodes.map(({ name, value }) => `${name.value}:${valueText(value, used)}`))})`
}

export function valueText(node: ValueNode, used?: Set<string>): string {
  switch (node.kind) {
    case Kind.VARIABLE:
      used?.add(node.name.value)
      return `$${node.name.value}`
    case Kind.LIST:
      return `[${joined(node.values.map((each) => valueText(each, used)))}]`
    case Kind.OBJECT:
      return `{${joined(node.fields.map(({ name, value }) => `${name.value}:${valueText(value, used)}`))}}`
    default:
      return literalText(node)
  }
}

export function typeText(node: TypeNode): string {
  switch (node.kind) {
    case Kind.NAMED_TYPE:
      return node.name.value
    case Kind.LIST_TYPE:
      return `[${typeText(node.type)}]`
    case Kind.NON_NULL_TYPE:
      return `${typeText(node.type)}!`
  }
}
