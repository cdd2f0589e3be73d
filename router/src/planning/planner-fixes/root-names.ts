/** The planner looks for root types in its subgraphs by their usual names, whatever the supergraph calls them: plans are made with the usual ones. */

import { Kind, visit, type DocumentNode, type NamedTypeNode, type OperationTypeNode } from 'graphql'

const USUAL: Readonly<Record<OperationTypeNode, string>> = {
  query: 'Query',
  mutation: 'Mutation',
  subscription: 'Subscription',
}

export type UsualRoots = {
  readonly document: DocumentNode
  /** An operation of clients for planning. */
  readonly withUsualRoots: (document: DocumentNode) => DocumentNode
  /** And back, for what is sent. */
  readonly withOwnRoots: (document: DocumentNode) => DocumentNode
}

export function usualRoots(supergraph: DocumentNode): UsualRoots {
  const names = new Map<string, string>()
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION) continue
    for (const { operation, type } of definition.operationTypes) {
      if (type.name.value !== USUAL[operation]) names.set(type.name.value, USUAL[operation])
    }
  }
  const isTaken = supergraph.definitions.some(
    (each) => each.kind === Kind.OBJECT_TYPE_DEFINITION && [...names.values()].includes(each.name.value),
  )
  if (names.size === 0 || isTaken) return { document: supergraph, withUsualRoots: same, withOwnRoots: same }
  const back = new Map([...names].map(([own, usual]) => [usual, own]))
  const document = visit(withTypesNamed(supergraph, names), {
    [Kind.OBJECT_TYPE_DEFINITION]: (definition) => {
      const value = names.get(definition.name.value)
      return value === undefined ? undefined : { ...definition, name: { ...definition.name, value } }
    },
  })
  return {
    document,
    withUsualRoots: (operation) => withTypesNamed(operation, names),
    withOwnRoots: (operation) => withTypesNamed(operation, back),
  }
}

function same(document: DocumentNode): DocumentNode {
  return document
}

function withTypesNamed(document: DocumentNode, names: ReadonlyMap<string, string>): DocumentNode {
  return visit(document, {
    [Kind.NAMED_TYPE]: (type): NamedTypeNode | undefined => {
      const value = names.get(type.name.value)
      return value === undefined ? undefined : { ...type, name: { ...type.name, value } }
    },
  })
}
