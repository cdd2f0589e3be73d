import { BREAK, Kind, visit } from 'graphql'
import type { ASTNode, DocumentNode } from 'graphql'

/**
 * The argument that a value of a document belongs to, as "input.quantity"; undefined where the node is no value of an
 * argument. Validation's own messages say what is wrong with a value, and not whose it is.
 */
export function argumentAt(document: DocumentNode, wanted: ASTNode | undefined): string | undefined {
  let found: string | undefined
  visit(document, {
    enter(node, _key, parent, _path, ancestors) {
      if (node !== wanted) return undefined
      const around = [...ancestors, ...(parent ? [parent] : []), node].filter((each) => 'kind' in each)
      const argument = around.findLastIndex(({ kind }) => kind === Kind.ARGUMENT)
      if (argument >= 0) found = around.slice(argument).flatMap(nameOf).join('.')
      return BREAK
    },
  })
  return found
}

function nameOf(node: ASTNode): readonly string[] {
  return node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD ? [node.name.value] : []
}
