/**
 * The planner's plans are wrong for some operations with @skip and @include on variables: what one field requires is fetched only
 * under another's condition, fields of other subgraphs are left out with their sibling, a mutation runs twice. So a
 * plan is made for the values that the variables have, of a document in which they are decided.
 */

import {
  Kind,
  visit,
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { own } from '../../json.ts'
import { eachSelection } from '../selections.ts'

/** Values of the variables that @skip and @include depend on; one that is not named is false. */
export type Conditions = readonly (readonly [variable: string, value: boolean])[]

/** The same by name. */
export type ConditionValues = ReadonlyMap<string, boolean>

/** The variables that @skip and @include depend on: each once, in the order they are met. */
export function conditionVariables({ definitions }: DocumentNode): readonly string[] {
  const names = new Set<string>()
  eachSelection(definitions, ({ directives = [] }) => {
    for (const directive of directives) {
      const value = isCondition(directive) ? directive.arguments?.[0]?.value : undefined
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value)
    }
  })
  return [...names]
}

/**
 * The document as it is under these values, itself where it has no conditions. A selection of which nothing is left has one field
 * that is never included.
 * @param document one operation and the fragments that it uses
 */
export function withConditionsDecided(document: DocumentNode, values: ConditionValues): DocumentNode {
  if (!hasConditions(document)) return document
  const decided = visit(document, {
    [Kind.SELECTION_SET]: {
      enter: (set: SelectionSetNode) => {
        const kept = set.selections.filter((selection) => isIncluded(selection, values)).map(withoutConditions)
        return { ...set, selections: kept.length > 0 ? kept : [NEVER] }
      },
    },
  })
  return withoutUnused(decided)
}

function hasConditions({ definitions }: DocumentNode): boolean {
  let found = false
  eachSelection(definitions, ({ directives }) => (found ||= directives?.some(isCondition) === true))
  return found
}

/** What the planner gets in place of a selection of which nothing is left. */
export function withTypenameForNothing(document: DocumentNode): DocumentNode {
  if (!hasConditions(document)) return document
  return visit(document, { [Kind.FIELD]: (field) => (isNever(field) ? TYPENAME : undefined) })
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

const NEVER: FieldNode = {
  ...TYPENAME,
  directives: [
    {
      kind: Kind.DIRECTIVE,
      name: { kind: Kind.NAME, value: 'include' },
      arguments: [
        { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'if' }, value: { kind: Kind.BOOLEAN, value: false } },
      ],
    },
  ],
}

/** Whether a field stands where nothing is left of a selection; after `withConditionsDecided` no other has a directive of the kind. */
export function isNever(field: FieldNode): boolean {
  return field.directives?.some(isCondition) === true
}

function isCondition(directive: DirectiveNode): boolean {
  return directive.name.value === 'skip' || directive.name.value === 'include'
}

function isIncluded(selection: SelectionNode, values: ConditionValues): boolean {
  return (selection.directives ?? []).filter(isCondition).every((directive) => {
    const value = directive.arguments?.[0]?.value
    const holds =
      value?.kind === Kind.VARIABLE
        ? values.get(value.name.value) === true
        : value?.kind === Kind.BOOLEAN && value.value
    return holds === (directive.name.value === 'include')
  })
}

function withoutConditions(selection: SelectionNode): SelectionNode {
  return { ...selection, directives: selection.directives?.filter((directive) => !isCondition(directive)) ?? [] }
}

/** Drops fragments and variables that are not used any more. */
export function withoutUnused(document: DocumentNode): DocumentNode {
  const used = new Set<ASTNode>()
  const variables = new Set<string>()
  const note = (node: ASTNode): void => {
    used.add(node)
    visit(node, {
      [Kind.VARIABLE_DEFINITION]: () => false,
      [Kind.VARIABLE]: (variable) => void variables.add(variable.name.value),
      [Kind.FRAGMENT_SPREAD]: (spread) => {
        const fragment = document.definitions.find(
          (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === spread.name.value,
        )
        if (fragment && !used.has(fragment)) note(fragment)
      },
    })
  }
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  if (!operation) return document
  note(operation)
  const variableDefinitions =
    operation.variableDefinitions?.filter(({ variable }) => variables.has(variable.name.value)) ?? []
  const definitions = document.definitions
    .filter((definition) => used.has(definition))
    .map((definition) => (definition === operation ? { ...operation, variableDefinitions } : definition))
  return { ...document, definitions }
}

/**
 * The values that a request's variables give the conditions of an operation.
 * @param names of variables that @skip and @include depend on
 * @param variables coerced, with defaults
 */
export function decisions(names: readonly string[], variables: Readonly<Record<string, unknown>>): Conditions {
  return names.map((name) => [name, own(variables, name) === true] as const)
}
