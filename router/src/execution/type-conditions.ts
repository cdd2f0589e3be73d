/** Which objects a type condition holds for. */

import { Kind, type DocumentNode } from 'graphql'

/** The type may also be an interface: a subgraph that has it as an `@interfaceObject` knows no better. */
export type TypeConditions = (condition: string, typename: string) => boolean

/** By name: interfaces and unions that a type belongs to. */
export type TypeParents = ReadonlyMap<string, ReadonlySet<string>>

/** @param supergraph all types, also what clients may not see */
export function typeParents(supergraph: DocumentNode): TypeParents {
  const abstracts = new Map<string, Set<string>>()
  const add = (typename: string, condition: string): void => {
    const known = abstracts.get(typename)
    if (known) known.add(condition)
    else abstracts.set(typename, new Set([condition]))
  }
  for (const type of supergraph.definitions) {
    if (type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      for (const parent of type.interfaces ?? []) add(type.name.value, parent.name.value)
    } else if (type.kind === Kind.UNION_TYPE_DEFINITION) {
      for (const member of type.types ?? []) add(member.name.value, type.name.value)
    }
  }
  return abstracts
}

/** Decides by the type names of objects, where `parents` are the interfaces and unions of each type. */
export function typeConditions(parents: TypeParents): TypeConditions {
  return (condition, typename) => condition === typename || parents.get(typename)?.has(condition) === true
}

/** Names of interfaces: an object that is called so has its own type still to be found. */
export function interfaceNames(supergraph: DocumentNode): ReadonlySet<string> {
  return new Set(
    supergraph.definitions
      .filter((type) => type.kind === Kind.INTERFACE_TYPE_DEFINITION)
      .map((type) => type.name.value),
  )
}
