import { buildASTSchema, getNamedType, isAbstractType, isInterfaceType, isObjectType } from 'graphql'
import type { DocumentNode, GraphQLNamedType, GraphQLSchema } from 'graphql'

/** What types of a supergraph, which has all that clients may not see too, have to do with each other. */
export class TypeKin {
  readonly #schema: GraphQLSchema

  constructor(supergraph: DocumentNode) {
    this.#schema = buildASTSchema(supergraph, { assumeValid: true, assumeValidSDL: true })
  }

  isObject(type: string): boolean {
    return isObjectType(this.#schema.getType(type))
  }

  /** The type that a field answers with, without lists; undefined where there is no such field. */
  answered(type: string, field: string): string | undefined {
    const parent = this.#schema.getType(type)
    if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined
    const found = parent.getFields()[field]
    return found && getNamedType(found.type).name
  }

  /** The type itself, each type that an object of it may have, and the interfaces of all these. */
  kin(name: string): readonly string[] {
    const type = this.#schema.getType(name)
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : []
    return [name, ...interfacesOf(type), ...possible.flatMap((each) => [each.name, ...interfacesOf(each)])]
  }
}

function interfacesOf(type: GraphQLNamedType | undefined): readonly string[] {
  return isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().map(({ name }) => name) : []
}
