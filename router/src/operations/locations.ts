import { Kind } from 'graphql'
import type { ASTNode, DocumentNode, Location } from 'graphql'

/**
 * Forgets where a document's nodes stand in its text, and what the parser knew of every word: a quarter of what an operation that is kept
 * takes. Definitions of variables keep their location, since errors about their values report it.
 * @returns how many nodes it has
 */
export function forgetLocations(document: DocumentNode): number {
  return forget(document, false)
}

function forget(node: ASTNode, keepsLocation: boolean): number {
  const keepsOwn = keepsLocation || node.kind === Kind.VARIABLE_DEFINITION
  Reflect.set(node, 'loc', keepsOwn && node.loc ? locationOf(node.loc) : undefined)
  let nodes = 1
  for (const value of Object.values(node)) {
    if (isNode(value)) nodes += forget(value, keepsOwn)
    else if (Array.isArray(value)) for (const each of value) if (isNode(each)) nodes += forget(each, keepsOwn)
  }
  return nodes
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'kind' in value
}

/** All that errors read of a location. */
function locationOf({ start, end, source }: Location): Pick<Location, 'start' | 'end' | 'source'> {
  return { start, end, source }
}
