/**
 * The planner reads literals as JavaScript's numbers, so digits beyond 2^53 are others in its plans, 1.0 is 1 and 1e400 none at all. Such
 * numbers are planned with as others that stand nowhere in the document, and are themselves again in what is sent.
 */

import { Kind, visit, type DocumentNode, type FloatValueNode, type IntValueNode } from 'graphql'
import { ExactNumber, exactNumber } from '../../json.ts'
import { eachValue } from '../selections.ts'

export type PlaceholderLiterals = {
  readonly document: DocumentNode
  /** A document with the client's numbers again. */
  readonly withLiterals: (document: DocumentNode) => DocumentNode
}

type NumberNode = IntValueNode | FloatValueNode

/** An Int in every subgraph's eyes. */
const FIRST = 1_073_000_000

export function withPlaceholderLiterals(document: DocumentNode): PlaceholderLiterals {
  const exact = new Map<string, NumberNode>()
  const literals = new Set<string>()
  eachValue(document.definitions, (node) => {
    if (node.kind !== Kind.INT && node.kind !== Kind.FLOAT && node.kind !== Kind.STRING) return
    if (node.kind !== Kind.STRING && exactNumber(node.value) instanceof ExactNumber) exact.set(node.value, node)
    literals.add(node.value)
  })
  if (exact.size === 0) return { document, withLiterals: (sent) => sent }
  const placeholders = new Map<string, string>()
  let next = FIRST
  for (const text of exact.keys()) {
    while (literals.has(String(next))) next++
    placeholders.set(text, String(next++))
  }
  const replaced = (node: NumberNode): IntValueNode | undefined => {
    const value = placeholders.get(node.value)
    return value === undefined ? undefined : { kind: Kind.INT, value }
  }
  const originals = new Map([...placeholders].map(([text, placeholder]) => [placeholder, text]))
  return {
    document: visit(document, { [Kind.INT]: replaced, [Kind.FLOAT]: replaced }),
    withLiterals: (sent) =>
      visit(sent, {
        [Kind.INT]: (node) => exact.get(originals.get(node.value) ?? ''),
        [Kind.FLOAT]: (node) => exact.get(originals.get(node.value) ?? ''),
        // An ID may be written as a number.
        [Kind.STRING]: (node) => {
          const value = originals.get(node.value)
          return value === undefined ? undefined : { ...node, value }
        },
      }),
  }
}
