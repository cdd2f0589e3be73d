import { Kind } from 'graphql'
import type { DocumentNode, FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode } from 'graphql'
import { eachValue } from '../planning/selections.ts'
import { limitExceeded } from './request-error.ts'
import { tooLong } from './variables.ts'

/** How large one operation may be, its fragments counted wherever they are used. */
export type DocumentLimits = {
  /** Lexical tokens of the whole document. */
  readonly tokens: number
  /** Characters of one name: of an alias, a field, an argument, a fragment, a variable, the operation. Planning takes time by the length of names. */
  readonly nameLength: number
  /** Fields below each other. */
  readonly depth: number
  /** Fields in all. */
  readonly height: number
  readonly aliases: number
  readonly rootFields: number
  readonly directives: number
  /** Elements of one list among the arguments. */
  readonly listItems: number
}

type OperationSize = { depth: number; height: number; aliases: number; rootFields: number; directives: number }

const NOTHING: Readonly<OperationSize> = { depth: 0, height: 0, aliases: 0, rootFields: 0, directives: 0 }

/**
 * Throws LIMIT_EXCEEDED with `extensions.limit`. Takes time in proportion to the document's length: each fragment is
 * measured once. Runs before validation, whose costliest rules take more.
 */
export function checkLimits(document: DocumentNode, limits: DocumentLimits): void {
  const fragments = new Map<string, FragmentDefinitionNode>()
  const operations: OperationDefinitionNode[] = []
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition)
  }
  const measure = measurer(fragments)
  for (const operation of operations) {
    const size = measure(operation.selectionSet)
    for (const limit of ['depth', 'height', 'aliases', 'rootFields', 'directives'] as const) {
      if (size[limit] <= limits[limit]) continue
      throw limitExceeded(limit, `The operation's ${NAMES[limit]} is over the limit of ${limits[limit]}.`)
    }
  }
  eachValue(document.definitions, (value) => {
    if (value.kind === Kind.LIST && value.values.length > limits.listItems) throw tooLong(limits.listItems)
  })
}

const NAMES = {
  depth: 'depth',
  height: 'number of fields',
  aliases: 'number of aliases',
  rootFields: 'number of root fields',
  directives: 'number of directives',
} as const

function measurer(fragments: ReadonlyMap<string, FragmentDefinitionNode>): (set: SelectionSetNode) => OperationSize {
  const known = new Map<string, OperationSize>()
  const ofFragment = (name: string): OperationSize => {
    const earlier = known.get(name)
    if (earlier) return earlier
    known.set(name, NOTHING) // a circle of fragments is for validation to refuse
    const fragment = fragments.get(name)
    const size = fragment ? measure(fragment.selectionSet) : NOTHING
    known.set(name, size)
    return size
  }
  const measure = ({ selections }: SelectionSetNode): OperationSize => {
    const size = { ...NOTHING }
    for (const node of selections) {
      size.directives += node.directives?.length ?? 0
      if (node.kind === Kind.FIELD) {
        const inner = node.selectionSet ? measure(node.selectionSet) : NOTHING
        size.rootFields += 1
        size.height += 1 + inner.height
        size.depth = Math.max(size.depth, 1 + inner.depth)
        size.aliases += (node.alias ? 1 : 0) + inner.aliases
        size.directives += inner.directives
        continue
      }
      const inner = node.kind === Kind.FRAGMENT_SPREAD ? ofFragment(node.name.value) : measure(node.selectionSet)
      size.rootFields += inner.rootFields
      size.height += inner.height
      size.depth = Math.max(size.depth, inner.depth)
      size.aliases += inner.aliases
      size.directives += inner.directives
    }
    return size
  }
  return measure
}
