/** Which subgraphs answer which field, and by which key another subgraph finds an object: as far as there is never a choice. */

import {
  Kind,
  type DocumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql'
import type { Requirement } from '../plan-form.ts'
import { booleanOf, directivesOf, readServices, stringOf } from '../read-supergraph.ts'
import { RequiredValues } from '../required-values.ts'

/** By type. What is not in it is none that can be planned directly. */
export type FieldOwners = ReadonlyMap<string, OwnedType>

export type OwnedType = {
  /** Subgraphs that answer those fields that `fields` does not name. */
  readonly services: readonly string[]
  /** Subgraphs that answer a field where those are others: none for one that the planner has to look at. */
  readonly fields: ReadonlyMap<string, readonly string[]>
  /** Subgraphs that find an object by a key. */
  readonly entityServices: readonly string[]
  /** What those need that find it by one key of plain fields. */
  readonly keys: ReadonlyMap<string, EntityKey>
}

export type EntityKey = {
  /** The key's fields, all of them leaves. */
  readonly fields: readonly string[]
  /** What an object is represented by. */
  readonly requires: readonly Requirement[]
}

/** @param supergraph as it was composed: of its rewritings for the planner none is about what is planned directly */
export function readFieldOwners(supergraph: DocumentNode): FieldOwners {
  return new OwnersReader(supergraph).read()
}

/** Arguments of `@join__field` with which a subgraph answers its field not always, or not alone. */
const UNUSUAL = ['requires', 'provides', 'overrideLabel', 'contextArguments']
/** With these it does not answer it: another one does. */
const LEFT_TO_OTHERS = ['external', 'usedOverridden']

class OwnersReader {
  readonly #supergraph: DocumentNode
  readonly #names: ReadonlyMap<string, string>
  readonly #leaves: ReadonlySet<string>
  /** Interfaces that are entities: their objects may be found through them. */
  readonly #entityInterfaces: ReadonlySet<string>
  readonly #values: RequiredValues

  constructor(supergraph: DocumentNode) {
    this.#supergraph = supergraph
    this.#names = new Map([...readServices(supergraph)].map(([value, { name }]) => [value, name]))
    const types = supergraph.definitions.filter(isNamedType)
    this.#leaves = new Set([...SCALARS, ...types.filter(isLeaf).map(({ name }) => name.value)])
    this.#entityInterfaces = new Set(
      types
        .filter((type) => type.kind === Kind.INTERFACE_TYPE_DEFINITION && isEntity(type))
        .map(({ name }) => name.value),
    )
    this.#values = new RequiredValues(supergraph)
  }

  read(): FieldOwners {
    const owners = new Map<string, OwnedType>()
    for (const type of this.#supergraph.definitions) {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue
      const owned = this.#type(type)
      if (owned) owners.set(type.name.value, owned)
    }
    return owners
  }

  #type(type: ObjectTypeDefinitionNode): OwnedType | undefined {
    const joins = directivesOf(type, 'join__type')
    const isFoundThroughInterface = type.interfaces?.some(({ name }) => this.#entityInterfaces.has(name.value)) === true
    // In the first version of the join specification a field that names no subgraph is its owner's.
    const hasOwner = directivesOf(type, 'join__owner').length > 0
    if (joins.length === 0 || hasOwner || isFoundThroughInterface) return undefined
    if (joins.some((join) => booleanOf(join, 'isInterfaceObject'))) return undefined
    const graphs = [...new Set(joins.flatMap((join) => stringOf(join, 'graph') ?? []))]
    const fields = new Map<string, readonly string[]>()
    for (const field of type.fields ?? []) {
      const own = this.#answering(field)
      if (own)
        fields.set(
          field.name.value,
          own.map((graph) => this.#nameOf(graph)),
        )
    }
    const found = joins.filter((join) => stringOf(join, 'key') !== undefined && booleanOf(join, 'resolvable') !== false)
    const keys = new Map<string, EntityKey>()
    for (const graph of graphs) {
      const [key, ...others] = joins
        .filter((join) => stringOf(join, 'graph') === graph)
        .flatMap((join) => stringOf(join, 'key') ?? [])
      const isResolvable = found.some((join) => stringOf(join, 'graph') === graph)
      const plain = key !== undefined && others.length === 0 && isResolvable ? this.#key(type, graph, key) : undefined
      if (plain) keys.set(this.#nameOf(graph), plain)
    }
    return {
      services: graphs.map((graph) => this.#nameOf(graph)),
      fields,
      entityServices: [...new Set(found.flatMap((join) => stringOf(join, 'graph') ?? []))].map((graph) =>
        this.#nameOf(graph),
      ),
      keys,
    }
  }

  /** Graphs; undefined where it is all that have the type. */
  #answering(field: FieldDefinitionNode): readonly string[] | undefined {
    const joins = directivesOf(field, 'join__field')
    if (joins.length === 0) return undefined
    const has = (names: readonly string[]) => (join: (typeof joins)[number]) =>
      join.arguments?.some(({ name }) => names.includes(name.value)) === true
    if (joins.some((join) => stringOf(join, 'graph') === undefined) || joins.some(has(UNUSUAL))) return []
    return joins.filter((join) => !has(LEFT_TO_OTHERS)(join)).flatMap((join) => stringOf(join, 'graph') ?? [])
  }

  #key(type: ObjectTypeDefinitionNode, graph: string, key: string): EntityKey | undefined {
    const names = [...new Set(key.trim().split(/[\s,]+/))]
    const isPlain = names.every((name) => {
      const field = type.fields?.find((each) => each.name.value === name)
      return field && this.#leaves.has(namedType(field.type)) && this.#isAnsweredByAll(field)
    })
    if (!isPlain) return undefined
    const selections = ['__typename', ...names].map((name): Requirement => ({ kind: 'field', read: name, send: name }))
    return {
      fields: names,
      requires: this.#values.marked([{ kind: 'on', type: type.name.value, selections }], graph),
    }
  }

  /** Nowhere is it another's, and only sent there. */
  #isAnsweredByAll(field: FieldDefinitionNode): boolean {
    const joins = directivesOf(field, 'join__field')
    return joins.length === 0 || this.#answering(field)?.length === joins.length
  }

  #nameOf(graph: string): string {
    return this.#names.get(graph) ?? graph
  }
}

const SCALARS = ['Int', 'Float', 'String', 'Boolean', 'ID']

function isNamedType(definition: { readonly kind: string }): definition is TypeDefinitionNode {
  return definition.kind.endsWith('TypeDefinition')
}

function isLeaf({ kind }: TypeDefinitionNode): boolean {
  return kind === Kind.SCALAR_TYPE_DEFINITION || kind === Kind.ENUM_TYPE_DEFINITION
}

function isEntity(type: TypeDefinitionNode): boolean {
  return directivesOf(type, 'join__type').some((join) => stringOf(join, 'key') !== undefined)
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type)
}
