/**
 * The planner drops fields of an interface that no object type implements, in silence. There is something to be selected all the same: the
 * subgraph that has it as an `@interfaceObject`, and any other, which answers null, no elements, or an error. So plans are made
 * with an object type for each such interface; of what they say of it nothing is sent.
 */

import {
  Kind,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql'
import { booleanOf, directivesOf, stringOf } from '../read-supergraph.ts'

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

export type StandIns = {
  readonly document: DocumentNode
  /** Names of the object types that were added. */
  readonly standIns: ReadonlySet<string>
}

export function withObjectsForInterfaces(supergraph: DocumentNode): StandIns {
  const names = new Set(
    supergraph.definitions.flatMap((definition) =>
      'name' in definition && definition.name ? definition.name.value : [],
    ),
  )
  const implemented = new Set(
    supergraph.definitions.flatMap((type) =>
      type.kind === Kind.OBJECT_TYPE_DEFINITION && directivesOf(type, 'inaccessible').length === 0
        ? (type.interfaces ?? []).map(({ name }) => name.value)
        : [],
    ),
  )
  const added = supergraph.definitions
    .filter((type) => type.kind === Kind.INTERFACE_TYPE_DEFINITION)
    .filter((type) => !implemented.has(type.name.value) && realGraphs(type).size > 0)
    .map((type) => standIn(type, unusedName(type.name.value, names)))
  const standIns = new Set(added.map(({ name }) => name.value))
  if (added.length === 0) return { document: supergraph, standIns }
  return { document: { ...supergraph, definitions: [...supergraph.definitions, ...added] }, standIns }
}

/** The same without what is selected of objects that do not exist. */
export function withoutStandIns(fetch: DocumentNode, standIns: ReadonlySet<string>): DocumentNode {
  if (standIns.size === 0) return fetch
  return visit(fetch, {
    [Kind.INLINE_FRAGMENT]: ({ typeCondition }) =>
      typeCondition && standIns.has(typeCondition.name.value) ? null : undefined,
    [Kind.SELECTION_SET]: {
      leave: (set) => (set.selections.length === 0 ? { ...set, selections: [TYPENAME] } : undefined),
    },
  })
}

function standIn(type: InterfaceTypeDefinitionNode, name: string): ObjectTypeDefinitionNode {
  const graphs = realGraphs(type)
  const ofReal = (directive: ConstDirectiveNode): boolean => graphs.has(stringOf(directive, 'graph') ?? '')
  const implementing = [...graphs].map((graph) => joinImplements(graph, type.name.value))
  const said = type.directives?.filter(({ name: { value } }) => value === 'join__type' || value === 'join__implements')
  return {
    kind: Kind.OBJECT_TYPE_DEFINITION,
    name: { kind: Kind.NAME, value: name },
    interfaces: [
      { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name.value } },
      ...(type.interfaces ?? []),
    ],
    directives: [...(said ?? []).filter(ofReal), ...implementing],
    fields: (type.fields ?? []).map((field) => fieldIn(field, ofReal)),
  }
}

/** A field that only subgraphs have that know the interface as an object has no graph of its own. */
function fieldIn(field: FieldDefinitionNode, ofReal: (directive: ConstDirectiveNode) => boolean): FieldDefinitionNode {
  const said = directivesOf(field, 'join__field')
  if (said.length === 0) return field
  const real = said.filter(ofReal)
  const others = field.directives?.filter((directive) => !said.includes(directive)) ?? []
  return { ...field, directives: [...others, ...(real.length > 0 ? real : [JOIN_FIELD])] }
}

/** Graphs that have it as an interface. */
function realGraphs(type: InterfaceTypeDefinitionNode): ReadonlySet<string> {
  return new Set(
    directivesOf(type, 'join__type')
      .filter((directive) => booleanOf(directive, 'isInterfaceObject') !== true)
      .flatMap((directive) => stringOf(directive, 'graph') ?? []),
  )
}

function unusedName(interfaceName: string, names: ReadonlySet<string>): string {
  for (let number = 0; ; number++) {
    const name = `${interfaceName}__object_${number}`
    if (!names.has(name)) return name
  }
}

const JOIN_FIELD: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'join__field' },
  arguments: [],
}

function joinImplements(graph: string, interfaceName: string): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'join__implements' },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'graph' },
        value: { kind: Kind.ENUM, value: graph },
      },
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'interface' },
        value: { kind: Kind.STRING, value: interfaceName },
      },
    ],
  }
}
