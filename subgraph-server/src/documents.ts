import { GraphQLError, getOperationAST, parse, specifiedRules, validate } from 'graphql'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'

/** A document that may be executed, or what is wrong with it. */
export type PreparedDocument = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] }

const REMEMBERED_DOCUMENTS = 1_000
const MAX_TOKENS = 4_000

/** Parses and validates subscription documents, and caches them: thousands of clients send the same text. */
export function createPreparer(
  schema: GraphQLSchema,
): (query: string, operationName?: string | null) => PreparedDocument {
  const known = new LRUCache<string, PreparedDocument>({ max: REMEMBERED_DOCUMENTS })
  return (query, operationName) => {
    let prepared = known.get(query)
    if (!prepared) {
      prepared = prepare(schema, query)
      if ('document' in prepared) known.set(query, prepared)
    }
    if ('errors' in prepared) return prepared
    const operation = getOperationAST(prepared.document, operationName)
    if (operation?.operation === 'subscription') return prepared
    return { errors: [coded('OPERATION_RESOLUTION_FAILURE', 'Over WebSocket one subscription is served at a time.')] }
  }
}

function prepare(schema: GraphQLSchema, query: string): PreparedDocument {
  try {
    const document = parse(query, { maxTokens: MAX_TOKENS })
    const errors = validate(schema, document, specifiedRules)
    if (errors.length === 0) return { document }
    return { errors: errors.map(({ message, nodes }) => coded('GRAPHQL_VALIDATION_FAILED', message, nodes)) }
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [coded('GRAPHQL_PARSE_FAILED', error.message)] }
    if (error instanceof RangeError) return { errors: [coded('GRAPHQL_PARSE_FAILED', 'It is nested too deeply.')] }
    throw error
  }
}

function coded(code: string, message: string, nodes?: GraphQLError['nodes']): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { code } })
}
