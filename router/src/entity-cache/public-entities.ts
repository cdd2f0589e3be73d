import { Kind, parse } from 'graphql'
import type { FieldNode, SelectionNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { PublicTypes } from './public-types.ts'

const REMEMBERED_BYTES = 16_777_216

/** Rough memory of what is remembered of an operation over its text. */
const OVERHEAD = 200

/**
 * Whether all that a fetch of entities selects is the same for everyone: entities of types that are
 * @cacheControl(scope: PUBLIC) or @tag(name: "same-for-everyone"), and of these their leaves; fields with fields of their own
 * only where they are PUBLIC themselves, since no eviction reports a change below them. Nothing, at any depth, that is
 * PRIVATE or behind an authorization directive itself or by its type, also where that is so of only one of the types that
 * an interface or a union may stand for.
 * @param types undefined: nothing is
 * @example
 * const isPublic = publicEntities(types)
 * isPublic('query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { name } } }')
 */
export function publicEntities(types: PublicTypes | undefined): (operation: string) => boolean {
  if (!types) return () => false
  const known = new LRUCache<string, { readonly isPublic: boolean }>({
    maxSize: REMEMBERED_BYTES,
    sizeCalculation: (_, { length }) => 2 * length + OVERHEAD,
  })

  const isClosed = (coordinate: string) => types.isClosed.has(coordinate)
  const typeRelations = (type: string) => types.typeRelations.get(type) ?? [type]
  const isClosedType = (type: string) => typeRelations(type).some(isClosed)
  const isOpenField = (type: string, field: FieldNode): boolean => {
    const name = field.name.value
    if (name === '__typename') return true
    const answered = types.answers.get(`${type}.${name}`)
    if (answered === undefined || isClosedType(answered)) return false
    if (typeRelations(type).some((each) => isClosed(`${each}.${name}`))) return false
    return field.selectionSet?.selections.every((node) => isOpen(answered, node)) ?? true
  }
  const isOpen = (type: string, node: SelectionNode): boolean => {
    if (node.kind === Kind.FIELD) return isOpenField(type, node)
    if (node.kind !== Kind.INLINE_FRAGMENT) return false
    const condition = node.typeCondition?.name.value ?? type
    return !isClosedType(condition) && node.selectionSet.selections.every((inner) => isOpen(condition, inner))
  }
  const isPublicField = (type: string, field: FieldNode): boolean =>
    (!field.selectionSet || types.isPublic.has(`${type}.${field.name.value}`)) && isOpenField(type, field)
  const isPublicEntity = (node: SelectionNode): boolean => {
    if (node.kind === Kind.FIELD) return node.name.value === '__typename'
    if (node.kind !== Kind.INLINE_FRAGMENT) return false
    const type = node.typeCondition?.name.value
    if (type === undefined || !types.objects.has(type) || !types.isPublic.has(type) || isClosedType(type)) return false
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
