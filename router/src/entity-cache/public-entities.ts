import { Kind, parse, visit } from 'graphql'
import type { ConstDirectiveNode, DocumentNode, FieldNode, SelectionNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { readRules } from '../authorization/directives.ts'
import { argument, linkedName } from '../supergraph/linked-directives.ts'
import { SHARED_TAG } from '../supergraph/supergraph.ts'

const REMEMBERED = 10_000

type Scope = 'PUBLIC' | 'PRIVATE'

/** What @cacheControl(scope:) says, by schema coordinate: "Type" or "Type.field". */
type Scopes = ReadonlyMap<string, Scope>

/**
 * Whether all that a fetch of entities asks is the same for everyone: entities of types that are
 * @cacheControl(scope: PUBLIC) or @tag(name: "same-for-everyone"), and of these their leaves, except what is PRIVATE or behind an authorization directive;
 * fields with fields of their own only where they are PUBLIC themselves, since nobody says when what is below them changes.
 * @cacheControl comes into a supergraph by @composeDirective, and then stands in what clients see; tags do not.
 */
export function publicEntities(sdl: string): (operation: string) => boolean {
  const scopes = readScopes(parse(sdl, { noLocation: true }))
  const guarded = readRules(sdl)
  const known = new LRUCache<string, { readonly isPublic: boolean }>({ max: REMEMBERED })

  const isPublicField = (type: string, { name, selectionSet }: FieldNode): boolean => {
    if (name.value === '__typename') return true
    const coordinate = `${type}.${name.value}`
    if (guarded.has(coordinate) || scopes.get(coordinate) === 'PRIVATE') return false
    return !selectionSet || scopes.get(coordinate) === 'PUBLIC'
  }
  const isPublicEntity = (node: SelectionNode): boolean => {
    if (node.kind === Kind.FIELD) return node.name.value === '__typename'
    if (node.kind !== Kind.INLINE_FRAGMENT) return false
    const type = node.typeCondition?.name.value
    if (type === undefined || scopes.get(type) !== 'PUBLIC' || guarded.has(type)) return false
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
    if (scopes.size === 0) return false
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
  visit(document, {
    ObjectTypeDefinition: ({ name, directives, fields = [] }) => {
      note(name.value, directives)
      for (const field of fields) note(`${name.value}.${field.name.value}`, field.directives)
      return false
    },
  })
  return scopes
}

function isForEveryone(tag: ConstDirectiveNode): boolean {
  const name = argument(tag, 'name')
  return name?.kind === Kind.STRING && name.value === SHARED_TAG
}

function scopeOf(directive: ConstDirectiveNode): Scope | undefined {
  const value = argument(directive, 'scope')
  if (value?.kind !== Kind.ENUM) return undefined
  return value.value === 'PUBLIC' || value.value === 'PRIVATE' ? value.value : undefined
}
