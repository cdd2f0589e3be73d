/** How a subscription goes on after the last event that was seen. */
import { Kind, OperationTypeNode, parse, print, visit } from 'graphql'
import type { DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'

export type ResumableRequest = {
  readonly query: string
  readonly operationName?: string | undefined
  readonly variables?: Readonly<Record<string, unknown>> | undefined
}

export type Resumable = {
  /** The request that goes on after this cursor; without one, from the beginning. */
  readonly request: (cursor: string | undefined) => ResumableRequest
  /** Where the stream goes on after this event. */
  readonly cursorOf: (data: unknown) => string | undefined
}

const CURSOR = 'resumeCursor'
const AFTER = 'resumeAfter'

/** The operation of this name; without a name, the first one. */
export function operationOf(document: DocumentNode, name?: string | null): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION)
  return operations.find((each) => (name ? each.name?.value === name : true))
}

/** False also for a document that cannot be parsed: the router explains it. */
export function isSubscription({ query, operationName }: ResumableRequest): boolean {
  try {
    return operationOf(parse(query), operationName)?.operation === OperationTypeNode.SUBSCRIPTION
  } catch {
    return false
  }
}

/**
 * Where the schema has an argument `after` and a field `cursor`, the cursor is requested in any case, and given as `after` when
 * the stream is opened again. A subscription without them begins anew.
 */
export function resumable(request: ResumableRequest, schema: GraphQLSchema | null | undefined): Resumable {
  const plain: Resumable = { request: () => request, cursorOf: () => undefined }
  const document = parse(request.query)
  const operation = operationOf(document, request.operationName)
  const field = operation?.selectionSet.selections.find((each) => each.kind === Kind.FIELD)
  const definition = field && schema?.getSubscriptionType()?.getFields()[field.name.value]
  if (!operation || !field || !definition?.args.some(({ name }) => name === 'after')) return plain
  const key = field.alias?.value ?? field.name.value
  return {
    request: (cursor) => ({
      ...request,
      query: print(withCursor(document, operation, field, cursor !== undefined)),
      ...(cursor !== undefined && { variables: { ...request.variables, [AFTER]: cursor } }),
    }),
    cursorOf: (data) => {
      const value = isObject(data) ? data[key] : undefined
      const cursor = isObject(value) ? value[CURSOR] : undefined
      return typeof cursor === 'string' ? cursor : undefined
    },
  }
}

/** The event as it was requested. */
export function withoutCursor(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      if (!isObject(value)) return [key, value]
      const { [CURSOR]: _cursor, ...rest } = value
      return [key, rest]
    }),
  )
}

function withCursor(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  field: FieldNode,
  isResumed: boolean,
): DocumentNode {
  const name = (value: string) => ({ kind: Kind.NAME, value }) as const
  const variable = { kind: Kind.VARIABLE, name: name(AFTER) } as const
  const type = { kind: Kind.NAMED_TYPE, name: name('String') } as const
  const resumed: FieldNode = {
    ...field,
    arguments: isResumed
      ? [
          ...(field.arguments ?? []).filter((each) => each.name.value !== 'after'),
          { kind: Kind.ARGUMENT, name: name('after'), value: variable },
        ]
      : (field.arguments ?? []),
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [
        ...(field.selectionSet?.selections ?? []),
        { kind: Kind.FIELD, alias: name(CURSOR), name: name('cursor') },
      ],
    },
  }
  return visit(document, {
    OperationDefinition: (node) => {
      if (node !== operation) return undefined
      return {
        ...node,
        variableDefinitions: [
          ...(node.variableDefinitions ?? []),
          ...(isResumed ? [{ kind: Kind.VARIABLE_DEFINITION, variable, type } as const] : []),
        ],
        selectionSet: {
          ...node.selectionSet,
          selections: node.selectionSet.selections.map((each) => (each === field ? resumed : each)),
        },
      }
    },
  })
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
