import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { argumentAt } from './argument-at.ts'
import type { DocumentLimits } from './limits.ts'
import { checkLimits } from './limits.ts'
import { RequestError, limitExceeded } from './request-error.ts'

export type DocumentRules = {
  readonly limits: DocumentLimits
  /** Whether clients may ask for the schema; without it, error messages suggest no names either. */
  readonly introspection: boolean
}

export type ValidOperation = { readonly document: DocumentNode; readonly operation: OperationDefinitionNode }

const MAX_ERRORS = 10

/** Throws a RequestError for a document that is no GraphQL, too large, or not valid for the schema. */
export function validOperation(
  query: string,
  operationName: string | undefined,
  schema: GraphQLSchema,
  rules: DocumentRules,
): ValidOperation {
  const document = parsed(query, rules.limits)
  checkLimits(document, rules.limits)
  const allowed = rules.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  const options = { maxErrors: MAX_ERRORS, hideSuggestions: !rules.introspection }
  const errors = faults(() => validate(schema, document, allowed, options))
  if (errors.length > 0) throw refusal(errors, 'GRAPHQL_VALIDATION_FAILED', document)
  return { document, operation: chosen(document, operationName) }
}

/** Also where validating throws: it evaluates conditions of a subscription's root, which have no values yet, and may not stand there. */
function faults(validated: () => readonly GraphQLError[]): readonly GraphQLError[] {
  try {
    return validated()
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
  }
}

function parsed(query: string, { tokens }: DocumentLimits): DocumentNode {
  try {
    return parse(query, { maxTokens: tokens })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    if (error.message.includes(`more that ${tokens} tokens`))
      throw limitExceeded('tokens', `The document is over the limit of ${tokens} tokens.`)
    throw refusal([error], 'GRAPHQL_PARSE_FAILED')
  }
}

function chosen(document: DocumentNode, operationName: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName)
  if (operation) return operation
  const some = document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  const message = operationName
    ? `Unknown operation named "${operationName}".`
    : some
      ? 'Must provide operation name if query contains multiple operations.'
      : 'The document has no operation.'
  throw new RequestError(400, [{ message, extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }])
}

function refusal(errors: readonly GraphQLError[], code: string, document?: DocumentNode): RequestError {
  const formatted = errors.map(({ message, locations, nodes }) => {
    const argument = document && argumentAt(document, nodes?.[0])
    return {
      message: argument === undefined ? message : `${argument}: ${message}`,
      ...(locations && { locations }),
      extensions: { code, ...(argument !== undefined && { argument }) },
    }
  })
  return new RequestError(400, formatted)
}
