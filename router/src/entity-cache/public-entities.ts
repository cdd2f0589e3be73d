import { isTypeDefinitionNode, Kind, parse } from 'graphql'
import type { ConstDirectiveNode, DocumentNode, FieldNode, SelectionNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { readRules } from '../authorization/directives.ts'
import { argument, linkedName } from '../supergraph/linked-directives.ts'
import { isForEveryone } from '../supergraph/supergraph.ts'
import { TypeKin } from './type-kin.ts'

const REMEMBERED_BYTES = 16_777_216

/** Rough memory of what is remembered of an operation over its text. */
const OVERHEAD = 200

type Scope = 'PUBLIC' | 'PRIVATE'

/** What @cacheControl(scope:) says, by schema coordinate: "Type" or "Type.field". */
type Scopes = ReadonlyMap<string, Scope>

/**
 * Whether all that a fetch of entities asks is the same for everyone: entities of types that are
 * @cacheControl(scope: PUBLIC) or @tag(name: "same-for-everyone"), and of these their leaves; fields with fields of their own
 * only where they are PUBLIC themselves, since nobody says when what is below them changes. Nothing, at any depth, that is
 * PRIVATE or behind an authorization directive itself or by its type, also where that is so of only one of the types that
 * an interface or a union may stand for.
 * @cacheControl comes into a supergraph by @composeDirective, and then stands in what clients see; tags do not.
 */
export function publicEntities(sdl: string): (operation: string) => boolean {
  const document = parse(sdl, { noLocation: true })
  const scopes = readScopes(document)
  if (scopes.size === 0) return () => false
  const guarded = readRules(sdl)
  const types = new TypeKin(document)
  const known = new LRUCache<string, { readonly isPublic: boolean }>({
    maxSize: REMEMBERED_BYTES,
    sizeCalculation: (_, { length }) => 2 * length + OVERHEAD,
  })

  const isClosed = (coordinate: string) => guarded.has(coordinate) || scopes.get(coordinate) === 'PRIVATE'
  const isClosedType = (type: string) => types.kin(type).some(isClosed)
  const isOpenField = (type: string, field: FieldNode): boolean => {
    const name = field.name.value
    if (name === '__typename') return true
    const answered = types.answered(type, name)
    if (answered === undefined || isClosedType(answered)) return false
    if (types.kin(type).some((each) => isClosed(`${each}.${name}`))) return false
    return field.selectionSet?.selections.every((node) => isOpen(answered, node)) ?? true
  }
  const isOpen = (type: string, node: SelectionNode): boolean => {
    if (node.kind === Kind.FIELD) return isOpenField(type, node)
    if (node.kind !== Kind.INLINE_FRAGMENT) return false
    const condition = node.typeCondition?.name.value ?? type
    return !isClosedType(condition) && node.selectionSet.selections.every((inner) => isOpen(condition, inner))
  }
  const isPublicField = (type: string, field: FieldNode): boolean =>
    (!field.selectionSet || scopes.get(`${type}.${field.name.value}`) === 'PUBLIC') && isOpenField(type, field)
  const isPublicEntity = (node: SelectionNode): boolean => {
    if (node.kind === Kind.FIELD) return node.name.value === '__typename'
    if (node.kind !== Kind.INLINE_FRAGMENT) return false
    const type = node.typeCondition?.name.value
    if (type === undefined || !types.isObject(type) || scopes.get(type) !== 'PUBLIC' || isClosedType(type)) return false
    return node.selectionSet.selections.every((inner) => inner.kind === Kind.FIELD && isPublicField(type, inner))
  }
  const decide = (operation: string): boolean => {
    const [definition, another] = parse(operation, { noLocation: true }).definitions
    if (definition?.kind !== Kind.OPERATION_DEFINITION || another) return false
    return definition.selectionSet.selections.every(
      (node) => node.kind === Kind.FIELD && (node.selectionSet?.selections ?? []).every(isPublicEntity),
    )
  }
  return (operation) => {
    const earlier = known.get(operation)
    if (earlier) return earlier.isPublic
    const isPublic = decide(operation)
    known.set(operation, { isPublic })
    return isPublic
  }
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
