import { getVariableValues } from 'graphql'
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { Variables } from '../executor.ts'
import { RequestError, shortened } from './request-error.ts'

const NONE: Variables = {}
/** Each quotes the whole value at fault, all of its fields. */
const MAX_ERRORS = 3

/** Coerced values with defaults filled in. Throws a RequestError of code BAD_USER_INPUT that names variable and value. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions }: OperationDefinitionNode,
  given: Variables,
  hideSuggestions: boolean,
): Variables {
  if (!variableDefinitions?.length) return NONE
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, given, {
    maxErrors: MAX_ERRORS,
    hideSuggestions,
  })
  if (coerced) return coerced
  throw new RequestError(
    400,
    errors.map(({ message, locations }) => ({
      message: shortened(message),
      ...(locations && { locations }),
      extensions: { code: 'BAD_USER_INPUT' },
    })),
  )
}
