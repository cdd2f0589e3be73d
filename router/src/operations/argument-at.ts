import { BREAK, Kind, visit } from 'graphql'
import type { ASTNode, ArgumentNode, DocumentNode, ObjectFieldNode } from 'graphql'

/** What may stand within an argument. */
const WITHIN: ReadonlySet<Kind> = new Set([
  ...[Kind.ARGUMENT, Kind.NAME, Kind.OBJECT_FIELD, Kind.OBJECT, Kind.LIST, Kind.VARIABLE],
  ...[Kind.INT, Kind.FLOAT, Kind.STRING, Kind.BOOLEAN, Kind.NULL, Kind.ENUM],
])

/**
 * The arguments that nodes of a document belong to, as "input.quantity", by node; none for what is no part of an argument.
 * Validation's own messages say what is wrong with a value, and not whose it is. The document is walked once for all.
 */
export function argumentsAt(document: DocumentNode, nodes: readonly ASTNode[]): ReadonlyMap<ASTNode, string> {
  const wanted = new Set(nodes.filter(({ kind }) => WITHIN.has(kind)))
  const found = new Map<ASTNode, string>()
  if (wanted.size === 0) return found
  const path: string[] = []
  visit(document, {
    enter(node) {
      if (isNamed(node)) path.push(node.name.value)
      if (path.length > 0 && wanted.has(node)) found.set(node, path.join('.'))
      return found.size === wanted.size ? BREAK : undefined
    },
    leave(node) {
      if (isNamed(node)) path.pop()
    },
  })
  return found
}

function isNamed(node: ASTNode): node is ArgumentNode | ObjectFieldNode {
  return node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD
}
