/** Turns one fetch of a plan of @apollo/query-planner into this router's form. */

import type { FetchNode } from '@apollo/query-planner'
import {
  Kind,
  print,
  stripIgnoredCharacters,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql'
import { withoutStandIns } from './planner-fixes/interfaces-without-objects.ts'
import type { SyntheticField } from './planner-fixes/required-arguments.ts'
import { splitConflicts, toRequirements, withRealFields } from './planner-fixes/synthetic-fields.ts'
import { withTypenames } from './planner-fixes/typenames.ts'
import { withVariablesNamed } from './planner-fixes/variables.ts'
import type { FetchesByType } from './planner-fixes/fetches-by-type.ts'
import type { FetchStep, Requirement } from './plan-form.ts'
import { eachValue } from './selections.ts'

export type ConversionContext = {
  /** All types and fields, also what clients may not see. */
  readonly supergraph: GraphQLSchema
  readonly synthetics: ReadonlyMap<string, SyntheticField>
  /** Object types that plans were made with, and that there are not. */
  readonly standIns: ReadonlySet<string>
  /** The service behind a graph that plans were made with. */
  readonly serviceOf: (graph: string) => string
  /** What a representation for a graph has to have. */
  readonly marked: (requires: readonly Requirement[], graph: string) => readonly Requirement[]
  /** What a field requires in a service, as far as it is synthetic. */
  readonly requirementOf: (service: string, type: string, field: string) => SelectionSetNode | undefined
}

/** And what is particular to one operation. */
export type OperationContext = ConversionContext & {
  /** The client's name of a variable of the planned operation. */
  readonly clientName: (inside: string) => string
  readonly byType: FetchesByType
  /** A document of the plan with the client's numbers as they were written. */
  readonly withLiterals: (document: DocumentNode) => DocumentNode
}

/** What each fetch of a plan sends. */
export type SentDocuments = Map<FetchStep, DocumentNode>

/** Several, to be run in parallel, where fields of one object require one field with different arguments. */
export function convertFetch(
  node: FetchNode,
  path: readonly string[],
  context: OperationContext,
  documents: SentDocuments,
): FetchStep[] {
  if (node.contextRewrites?.length) throw new Error('@fromContext is not supported')
  const document = node.operationDocumentNode
  if (!document) throw new Error('the planner gave no document')
  const requires = (node.requires ?? []).filter(
    (each) => each.kind !== 'InlineFragment' || !context.standIns.has(each.typeCondition ?? ''),
  )
  if (node.requires && requires.length === 0) return []
  const whole = {
    document: withoutStandIns(document, context.standIns),
    requires: toRequirements(requires, context.synthetics),
  }
  const renames = renamesOf(node)
  const typenames = typenamesOf(node)
  const fetches = splitConflicts(whole, (type, field) => context.requirementOf(node.serviceName, type, field)).flatMap(
    (fetch) =>
      context.byType
        .of(fetch.document, path, { ...asProperty('typenames', typenames), ...asProperty('renames', renames) })
        .map((forTypes) => ({ ...fetch, ...forTypes })),
  )
  return fetches.map((fetch): FetchStep => {
    const corrected = context.withLiterals(
      withTypenames(withRealFields(fetch.document, context.synthetics), context.supergraph),
    )
    const named = node.requires ? corrected : withVariablesNamed(corrected, context.clientName)
    const { document: sent, variables } = withUsedVariables(named)
    const step: FetchStep = {
      kind: 'fetch',
      service: context.serviceOf(node.serviceName),
      // The planner has printed its own document, which stays the same in most plans.
      operation: sent === document ? node.operation : stripIgnoredCharacters(print(sent)),
      ...asProperty('operationName', node.operationName),
      operationKind: node.operationKind,
      variables: variables
        .filter((name) => !node.requires || name !== 'representations')
        .map((inside) => [node.requires ? context.clientName(inside) : inside, inside]),
      keys: keysOf(sent, renames),
      path,
      ...asProperty('requires', node.requires && context.marked(fetch.requires, node.serviceName)),
      ...asProperty('types', 'types' in fetch ? fetch.types : undefined),
      ...asProperty('typenames', typenames),
      ...asProperty('renames', renames),
    }
    documents.set(step, sent)
    return step
  })
}

/** An object with this property, or without it where the value is undefined. */
export function asProperty<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [Key in Name]?: Value } {
  const properties: { [Key in Name]?: Value } = {}
  if (value !== undefined) properties[name] = value
  return properties
}

function typenamesOf(node: FetchNode): FetchStep['typenames'] {
  return node.inputRewrites?.map((rewrite) => {
    const [condition, key] = rewrite.path
    if (rewrite.kind !== 'ValueSetter' || !condition?.startsWith('... on ') || key !== '__typename') {
      throw new Error(`unknown input rewrite at ${rewrite.path.join('.')}`)
    }
    return { on: condition.slice('... on '.length), typename: String(rewrite.setValueTo) }
  })
}

function renamesOf(node: FetchNode): FetchStep['renames'] {
  return node.outputRewrites?.map((rewrite) => {
    if (rewrite.kind !== 'KeyRenamer') throw new Error(`unknown output rewrite at ${rewrite.path.join('.')}`)
    const path = rewrite.path.slice(0, -1)
    return { path, from: String(rewrite.path.at(-1)), to: rewrite.renameKeyTo }
  })
}

/** Drops definitions of variables that are not used (any more). @returns which are */
function withUsedVariables(document: DocumentNode): { document: DocumentNode; variables: readonly string[] } {
  const used = new Set<string>()
  eachValue(document.definitions, (value) => {
    if (value.kind === Kind.VARIABLE) used.add(value.name.value)
  })
  const variables = [...used]
  const isUsed = ({ variable }: VariableDefinitionNode) => used.has(variable.name.value)
  const ofOperation = (definition: DefinitionNode): readonly VariableDefinitionNode[] =>
    (definition.kind === Kind.OPERATION_DEFINITION && definition.variableDefinitions) || []
  if (document.definitions.every((definition) => ofOperation(definition).every(isUsed))) return { document, variables }
  const definitions = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? { ...definition, variableDefinitions: ofOperation(definition).filter(isUsed) }
      : definition,
  )
  return { document: { ...document, definitions }, variables }
}

/** Keys of the answer's objects: of the operation's root, or of each entity. */
function keysOf(document: DocumentNode, renames: FetchStep['renames']): readonly string[] {
  const keys = new Set<string>()
  const walk = (selection: SelectionNode): void => {
    if (selection.kind === Kind.INLINE_FRAGMENT) selection.selectionSet.selections.forEach(walk)
    if (selection.kind !== Kind.FIELD) return
    if (selection.name.value === '_entities') selection.selectionSet?.selections.forEach(walk)
    else keys.add(selection.alias?.value ?? selection.name.value)
  }
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) definition.selectionSet.selections.forEach(walk)
  }
  for (const { path, from, to } of renames ?? []) {
    if (path.every((step) => step.startsWith('... on ')) && keys.delete(from)) keys.add(to)
  }
  return [...keys]
}
