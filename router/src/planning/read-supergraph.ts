/** Reads a supergraph's schema text: the join specification's directives (https://specs.apollo.dev/join/v0.5), as far as plans need them. */

import { Kind, parse, type ConstDirectiveNode, type DocumentNode } from 'graphql'

export type SubgraphService = { readonly name: string; readonly url: string }

export type SupergraphDocument = {
  readonly document: DocumentNode
  /** By the name of the `join__Graph` value. */
  readonly services: ReadonlyMap<string, SubgraphService>
}

/** @throws GraphQLError where the text is no schema; Error where it is no supergraph */
export function readSupergraph(sdl: string): SupergraphDocument {
  const document = parse(sdl, { noLocation: true })
  const services = readServices(document)
  if (services.size === 0) throw new Error('not a supergraph: the enum join__Graph is missing')
  return { document, services }
}

/** By the name of the `join__Graph` value. */
export function readServices(document: DocumentNode): ReadonlyMap<string, SubgraphService> {
  const services = new Map<string, SubgraphService>()
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue
    for (const value of definition.values ?? []) {
      const graph = value.directives?.find((directive) => directive.name.value === 'join__graph')
      if (!graph) continue
      services.set(value.name.value, { name: stringOf(graph, 'name') ?? '', url: stringOf(graph, 'url') ?? '' })
    }
  }
  return services
}

/** The value of a string or enum argument, if it is given. */
export function stringOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined
}

/** The value of a boolean argument, if it is given. */
export function booleanOf(directive: ConstDirectiveNode, name: string): boolean | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value
  return value?.kind === Kind.BOOLEAN ? value.value : undefined
}

/** Directives of one name, in their order. */
export function directivesOf(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
): readonly ConstDirectiveNode[] {
  return node.directives?.filter((directive) => directive.name.value === name) ?? []
}
