import { Kind, parse, print, visit } from 'graphql'
import type {
  ArgumentNode,
  DocumentNode,
  FieldNode,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from 'graphql'
import type { PrimarySubscription, Variables } from '../executor.ts'
import { AFTER, CURSOR } from './resumable-fields.ts'

const VARIABLE = 'routerAfter'
const ALIAS = 'routerCursor'

/** The request to the subgraph, and how to repeat it from where the stream broke off. */
export type UpstreamSubscription = {
  readonly service: string
  readonly query: string
  readonly operationName: string | undefined
  readonly variableNames: readonly string[]
  readonly resume: Resume | undefined
}

export type Resume = {
  /** Name of the variable that holds the cursor to go on after. */
  readonly variable: string
  /** Response keys of the subscription's field and, in it, of its cursor. */
  readonly field: string
  readonly cursor: string
  /** The cursor that the client itself begins after. */
  readonly initial: (variables: Variables) => string | undefined
}

/**
 * A primary subscription with the cursor in it, where its field can be resumed. Any other is left as it is.
 * @param fields that can be resumed, as "subgraph.field"
 */
export function resumable(primary: PrimarySubscription, fields: ReadonlySet<string>): UpstreamSubscription {
  const { service, query, operationName, variableNames } = primary
  const plain = { service, query, operationName, variableNames, resume: undefined }
  const document = parse(query, { noLocation: true })
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  const field = operation?.selectionSet.selections.find((selection) => selection.kind === Kind.FIELD)
  if (!operation || !field || !fields.has(`${service}.${field.name.value}`)) return plain
  const given = field.arguments?.find(({ name }) => name.value === AFTER)?.value
  const followed = withCursor(document, operation, field)
  const used = usedVariables(followed)
  return {
    service,
    query: print(followed),
    operationName,
    variableNames: variableNames.filter((name) => used.has(name)),
    resume: {
      variable: VARIABLE,
      field: (field.alias ?? field.name).value,
      cursor: ALIAS,
      initial: (variables) => initialCursor(given, variables),
    },
  }
}

function withCursor(document: DocumentNode, operation: OperationDefinitionNode, field: FieldNode): DocumentNode {
  const name = (value: string) => ({ kind: Kind.NAME, value }) as const
  const variable = { kind: Kind.VARIABLE, name: name(VARIABLE) } as const
  const after: ArgumentNode = { kind: Kind.ARGUMENT, name: name(AFTER), value: variable }
  const cursor: FieldNode = { kind: Kind.FIELD, alias: name(ALIAS), name: name(CURSOR) }
  const selected: FieldNode = {
    ...field,
    arguments: [...(field.arguments ?? []).filter((argument) => argument.name.value !== AFTER), after],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [cursor, ...(field.selectionSet?.selections ?? [])] },
  }
  const selections = operation.selectionSet.selections.map((selection) => (selection === field ? selected : selection))
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections }
  const others = document.definitions.filter((definition) => definition !== operation)
  const used = usedVariables({ kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet }, ...others] })
  const changed: OperationDefinitionNode = {
    ...operation,
    selectionSet,
    variableDefinitions: [
      ...(operation.variableDefinitions ?? []).filter((definition) => used.has(definition.variable.name.value)),
      { kind: Kind.VARIABLE_DEFINITION, variable, type: { kind: Kind.NAMED_TYPE, name: name('String') } },
    ],
  }
  return { ...document, definitions: [changed, ...others] }
}

/** Names of the variables that selections and arguments use; definitions do not count. */
function usedVariables(document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>()
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  })
  return used
}

function initialCursor(given: ValueNode | undefined, variables: Variables): string | undefined {
  if (given?.kind === Kind.STRING) return given.value
  const value = given?.kind === Kind.VARIABLE ? variables[given.name.value] : undefined
  return typeof value === 'string' ? value : undefined
}
