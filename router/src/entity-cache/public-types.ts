import { buildASTSchema, getNamedType, isAbstractType, isInterfaceType, isObjectType } from 'graphql'
import { isTypeDefinitionNode, Kind } from 'graphql'
import type { ConstDirectiveNode, DocumentNode, GraphQLNamedType } from 'graphql'
import type { Rules } from '../authorization/directives.ts'
import { argument, linkedName } from '../supergraph/linked-directives.ts'
import { isForEveryone } from '../supergraph/shared-tag.ts'

type Scope = 'PUBLIC' | 'PRIVATE'

/** What @cacheControl(scope:) says, by schema coordinate: "Type" or "Type.field". */
type Scopes = ReadonlyMap<string, Scope>

/** The types of a supergraph, also those that clients may not see, as far as they matter to what is the same for everyone. */
export type PublicTypes = {
  /** Types and fields that say so. */
  readonly isPublic: ReadonlySet<string>
  /** Types and fields that are PRIVATE, or behind an authorization directive. */
  readonly isClosed: ReadonlySet<string>
  readonly objects: ReadonlySet<string>
  /** The type that a field answers with, without lists, by "Type.field". */
  readonly answers: ReadonlyMap<string, string>
  /** By type: itself, each type that an object of it may have, and the interfaces of all these. */
  readonly typeRelations: ReadonlyMap<string, readonly string[]>
}

/**
 * Undefined where nothing is the same for everyone. @cacheControl comes into a supergraph by @composeDirective, and then stands in what
 * clients see; tags do not.
 */
export function readPublicTypes(document: DocumentNode, rules: Rules): PublicTypes | undefined {
  const scopes = readScopes(document)
  const having = (scope: Scope) => [...scopes].filter(([, each]) => each === scope).map(([coordinate]) => coordinate)
  const isPublic = new Set(having('PUBLIC'))
  if (isPublic.size === 0) return undefined
  const schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true })
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  const answers = types.flatMap((type) =>
    isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).map(
          (field) => [`${type.name}.${field.name}`, getNamedType(field.type).name] as const,
        )
      : [],
  )
  const typeRelations = (type: GraphQLNamedType): readonly string[] => {
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : []
    return [type.name, ...interfacesOf(type), ...possible.flatMap((each) => [each.name, ...interfacesOf(each)])]
  }
  return {
    isPublic,
    isClosed: new Set([...having('PRIVATE'), ...rules.keys()]),
    objects: new Set(types.filter(isObjectType).map(({ name }) => name)),
    answers: new Map(answers),
    typeRelations: new Map(types.map((type) => [type.name, typeRelations(type)])),
  }
}

function interfacesOf(type: GraphQLNamedType): readonly string[] {
  return isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().map(({ name }) => name) : []
}

function readScopes(document: DocumentNode): Scopes {
  const scopes = new Map<string, Scope>()
  const control = linkedName(document, 'cacheControl', 'cacheControl')
  const tag = linkedName(document, 'tag', 'tag')
  const note = (coordinate: string, directives: readonly ConstDirectiveNode[] = []) => {
    for (const directive of directives) {
      const scope = directive.name.value === control ? scopeOf(directive) : undefined
      if (scope) scopes.set(coordinate, scope)
      else if (directive.name.value === tag && isForEveryone(directive)) scopes.set(coordinate, 'PUBLIC')
    }
  }
  for (const definition of document.definitions) {
    if (!isTypeDefinitionNode(definition)) continue
    note(definition.name.value, definition.directives)
    if (!('fields' in definition)) continue
    for (const field of definition.fields ?? []) note(`${definition.name.value}.${field.name.value}`, field.directives)
  }
  return scopes
}

function scopeOf(directive: ConstDirectiveNode): Scope | undefined {
  const value = argument(directive, 'scope')
  if (value?.kind !== Kind.ENUM) return undefined
  return value.value === 'PUBLIC' || value.value === 'PRIVATE' ? value.value : undefined
}
