/**
 * Where one subgraph says of a shared field that it is never null, and another that it may be, the supergraph has it as nullable. An error
 * below it then leaves the field null for clients; but the stricter subgraph has to answer null for the object that the field is of (GraphQL
 * specification, 6.4.4), or for what that stands in, and with it goes what else that subgraph would have given of the object.
 */

import {
  isAbstractType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'
import type { AnswerPath } from './subset.ts'
import { fieldOf, namedTypeOf, type FieldSpec, type Universe } from './universe.ts'
import type { FuzzWorld } from './world.ts'

/** @param errors paths of errors @returns whether a null at a path of the answer may be what a stricter subgraph took away */
export function nulledByStricterField(
  { universe, schema }: Pick<FuzzWorld, 'universe' | 'schema'>,
  document: DocumentNode,
  errors: readonly AnswerPath[],
): (path: AnswerPath) => boolean {
  const selected = new SelectedFields(universe, schema, document)
  const losses = errors.flatMap((path) =>
    path.flatMap((_, index) => {
      const strict = selected.fieldsAt(path.slice(0, index + 1)).flatMap(stricterSubgraphs)
      return strict.length > 0 ? [{ object: path.slice(0, index), strict }] : []
    }),
  )
  return (path) =>
    losses.some(({ object, strict }) => {
      if (startsWith(object, path)) return true
      if (path.length !== object.length + 1 || !startsWith(path, object)) return false
      const placements = selected.fieldsAt(path).flatMap((field) => field.placements)
      return placements.some(({ subgraph }) => strict.includes(subgraph))
    })
}

/** Subgraphs that have a field as never null, where another has it as nullable. */
function stricterSubgraphs({ type, placements }: FieldSpec): readonly string[] {
  const isShared = type.nonNull && placements.some(({ nullable }) => nullable)
  return isShared ? placements.filter(({ nullable }) => !nullable).map(({ subgraph }) => subgraph) : []
}

function startsWith(path: AnswerPath, start: AnswerPath): boolean {
  return start.length <= path.length && start.every((step, index) => path[index] === step)
}

/** A selection, and the types of objects it may be of. */
type SelectionOfTypes = { readonly set: SelectionSetNode; readonly types: readonly string[] }

/** The fields that a place of the answer may be of. */
class SelectedFields {
  readonly #universe: Universe
  readonly #schema: GraphQLSchema
  readonly #root: readonly SelectionOfTypes[]
  readonly #fragments = new Map<string, FragmentDefinitionNode>()

  constructor(universe: Universe, schema: GraphQLSchema, { definitions }: DocumentNode) {
    this.#universe = universe
    this.#schema = schema
    this.#root = definitions.flatMap((each) =>
      each.kind === Kind.OPERATION_DEFINITION
        ? [{ set: each.selectionSet, types: [schema.getRootType(each.operation)?.name ?? ''] }]
        : [],
    )
    for (const each of definitions)
      if (each.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(each.name.value, each)
  }

  /** None where the path ends with an element of a list. */
  fieldsAt(path: AnswerPath): readonly FieldSpec[] {
    let scopes = this.#root
    let fields: FieldSpec[] = []
    for (const step of path) {
      fields = []
      if (typeof step === 'number') continue
      scopes = scopes.flatMap((scope) => this.#below(scope, step, fields))
    }
    return fields
  }

  #below({ set, types }: SelectionOfTypes, key: string, fields: FieldSpec[]): readonly SelectionOfTypes[] {
    return set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) {
        if ((selection.alias ?? selection.name).value !== key) return []
        const found = types.flatMap((type) => fieldOf(this.#universe, type, selection.name.value) ?? [])
        fields.push(...found)
        const inner = selection.selectionSet
        return inner ? found.map(({ type }) => ({ set: inner, types: this.#possible(namedTypeOf(type)) })) : []
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value)
      if (!fragment) return []
      const condition = fragment.typeCondition && this.#possible(fragment.typeCondition.name.value)
      const narrowed = condition ? types.filter((type) => condition.includes(type)) : types
      return this.#below({ set: fragment.selectionSet, types: narrowed }, key, fields)
    })
  }

  #possible(name: string): readonly string[] {
    const type = this.#schema.getType(name)
    return isAbstractType(type) ? this.#schema.getPossibleTypes(type).map((each) => each.name) : [name]
  }
}
