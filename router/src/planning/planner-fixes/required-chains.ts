/**
 * Where a field that is required requires fields itself, the planner merges its fetch into an earlier one of the same
 * subgraph, where what it requires is not there yet. So such a field is planned with as one of a graph of its own (a part of
 * its subgraph, under another name), which nothing can be merged with.
 */

import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql'
import { directivesOf, stringOf } from '../read-supergraph.ts'
import { SupergraphDraft } from './supergraph-draft.ts'

export type OwnGraphs = {
  readonly document: DocumentNode
  /** The name of the service that such a graph is a part of, by its own name. */
  readonly services: ReadonlyMap<string, string>
}

/** @param synthetics names of the fields that stand for required ones */
export function withOwnGraphs(document: DocumentNode, synthetics: ReadonlySet<string>): OwnGraphs {
  const draft = new SupergraphDraft(document)
  const services = new Map<string, string>()
  for (const [type, field, directive] of chained(document, synthetics)) {
    const graph = stringOf(directive, 'graph') ?? ''
    const own = draft.addGraph(graph)
    services.set(own.name, draft.serviceName(graph))
    addOwnGraph(draft, own.graph, graph, type, field, directive)
  }
  return { document: services.size === 0 ? document : draft.toDocument(), services }
}

/** Synthetic fields that require something, with the directive that says so. */
function chained(
  document: DocumentNode,
  synthetics: ReadonlySet<string>,
): (readonly [type: string, field: FieldDefinitionNode, directive: ConstDirectiveNode])[] {
  return document.definitions.flatMap((type) =>
    type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION
      ? (type.fields ?? [])
          .filter((field) => synthetics.has(field.name.value))
          .flatMap((field) =>
            directivesOf(field, 'join__field')
              .filter((directive) => stringOf(directive, 'requires') !== undefined)
              .map((directive) => [type.name.value, field, directive] as const),
          )
      : [],
  )
}

function addOwnGraph(
  draft: SupergraphDraft,
  own: string,
  graph: string,
  type: string,
  field: FieldDefinitionNode,
  directive: ConstDirectiveNode,
): void {
  const seen = new Set<string>()
  addKeys(draft, own, graph, type, seen)
  addSelection(draft, own, graph, type, parseFieldSet(stringOf(directive, 'requires') ?? ''), seen)
  draft.moveField(type, field.name.value, directive, own)
  addOutput(draft, own, graph, namedType(field.type), seen)
}

function addKeys(
  draft: SupergraphDraft,
  own: string,
  graph: string,
  type: string,
  seen: Set<string>,
): readonly string[] {
  const keys = draft.copyKeys(type, graph, own)
  for (const key of keys) addSelection(draft, own, graph, type, parseFieldSet(key), seen)
  return keys
}

/** What a key or a requirement mentions, as the graph has it. */
function addSelection(
  draft: SupergraphDraft,
  own: string,
  graph: string,
  type: string,
  set: SelectionSetNode,
  seen: Set<string>,
): void {
  if (draft.possibleTypes(type, graph).length > 0) addOutput(draft, own, graph, type, seen)
  else draft.copyType(type, graph, own)
  for (const selection of set.selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      addSelection(draft, own, graph, selection.typeCondition?.name.value ?? type, selection.selectionSet, seen)
    } else if (selection.kind === Kind.FIELD) {
      const field = draft.copyField(type, selection.name.value, graph, own)
      if (field && selection.selectionSet)
        addSelection(draft, own, graph, namedType(field.type), selection.selectionSet, seen)
      else if (field) draft.copyType(namedType(field.type), graph, own)
    }
  }
}

/** A type that the field gives: entities with their keys, from where plans go on; others whole. */
function addOutput(draft: SupergraphDraft, own: string, graph: string, type: string, seen: Set<string>): void {
  if (seen.has(type)) return
  seen.add(type)
  const keys = addKeys(draft, own, graph, type, seen)
  const members = draft.possibleTypes(type, graph)
  for (const member of members) addOutput(draft, own, graph, member, seen)
  if (keys.length > 0 && !draft.isInterface(type)) return
  for (const name of draft.fieldsResolvedBy(type, graph)) {
    for (const owner of draft.isInterface(type) ? [type, ...members] : [type])
      addField(draft, own, graph, owner, name, seen)
  }
}

function addField(
  draft: SupergraphDraft,
  own: string,
  graph: string,
  type: string,
  name: string,
  seen: Set<string>,
): void {
  const field = draft.copyField(type, name, graph, own)
  if (!field) return
  for (const argument of field.arguments ?? []) addInput(draft, own, graph, namedType(argument.type), seen)
  addOutput(draft, own, graph, namedType(field.type), seen)
}

function addInput(draft: SupergraphDraft, own: string, graph: string, type: string, seen: Set<string>): void {
  if (seen.has(type)) return
  seen.add(type)
  draft.copyType(type, graph, own)
  for (const name of draft.inputFields(type, graph)) {
    const field = draft.copyInputField(type, name, graph, own)
    if (field) addInput(draft, own, graph, namedType(field.type), seen)
  }
}

function parseFieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a field set: ${text}`)
  return definition.selectionSet
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type)
}
