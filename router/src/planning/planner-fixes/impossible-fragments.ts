/**
 * A fragment may be valid where it stands, and yet hold for no object there: `... on T` in a fragment on a union that T is a member of,
 * below a field that gives something else. The planner refuses some of these; they are taken out before planning.
 */

import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { eachSelection } from '../selections.ts'

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

type Type = GraphQLNamedType | null | undefined

/** @param document valid for `schema`; the same where all of its fragments are possible */
export function withoutImpossibleFragments(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  if (!hasFragments(document)) return document
  const pruning = new Pruning(document, schema)
  const definitions = document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return []
    const root = schema.getRootType(definition.operation)
    return [{ ...definition, selectionSet: pruning.pruned(definition.selectionSet, root, pruning.possible(root)) }]
  })
  return pruning.found ? { ...document, definitions: [...definitions, ...pruning.spreadIn(definitions)] } : document
}

function hasFragments({ definitions }: DocumentNode): boolean {
  let found = false
  eachSelection(definitions, ({ kind }) => (found ||= kind !== Kind.FIELD))
  return found
}

class Pruning {
  found = false
  readonly #schema: GraphQLSchema
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>

  constructor(document: DocumentNode, schema: GraphQLSchema) {
    this.#schema = schema
    const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
  }

  possible(type: Type): ReadonlySet<string> {
    if (isAbstractType(type)) return new Set(this.#schema.getPossibleTypes(type).map(({ name }) => name))
    return new Set(type ? [type.name] : [])
  }

  /** Spreads become inline fragments. @param objects what the selection's objects can be */
  pruned(set: SelectionSetNode, type: Type, objects: ReadonlySet<string>): SelectionSetNode {
    const selections = set.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return [this.#field(selection, type)]
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection
      if (!fragment) return [selection]
      const { typeCondition, selectionSet } = fragment
      const inner = typeCondition ? this.#schema.getType(typeCondition.name.value) : type
      const left = new Set([...this.possible(inner)].filter((name) => objects.has(name)))
      if (left.size === 0 && objects.size > 0) {
        this.found = true
        return []
      }
      const pruned = this.pruned(selectionSet, inner, left)
      return [{ kind: Kind.INLINE_FRAGMENT, ...(typeCondition && { typeCondition }), selectionSet: pruned }]
    })
    return { ...set, selections: selections.length > 0 ? selections : [TYPENAME] }
  }

  /** Definitions that are still needed: spreads below introspection fields are kept. */
  spreadIn(definitions: readonly DefinitionNode[]): readonly FragmentDefinitionNode[] {
    const needed = new Set<FragmentDefinitionNode>()
    const look = (node: DefinitionNode): void =>
      void visit(node, {
        [Kind.FRAGMENT_SPREAD]: ({ name }) => {
          const fragment = this.#fragments.get(name.value)
          if (!fragment || needed.has(fragment)) return
          needed.add(fragment)
          look(fragment)
        },
      })
    definitions.forEach(look)
    return [...needed]
  }

  #field(field: FieldNode, parent: Type): FieldNode {
    if (!field.selectionSet || !isCompositeType(parent)) return field
    const definition = isObjectType(parent) || 'getFields' in parent ? parent.getFields()[field.name.value] : undefined
    const type = definition && getNamedType(definition.type)
    return type ? { ...field, selectionSet: this.pruned(field.selectionSet, type, this.possible(type)) } : field
  }
}
