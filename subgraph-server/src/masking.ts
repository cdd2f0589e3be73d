import { GraphQLError } from 'graphql'
import type { GraphQLFormattedError } from 'graphql'
import { v7 as uuidv7 } from 'uuid'
import { currentTrace } from '@shop/platform/current-trace.ts'
import { CallerError } from '@shop/events/caller-error.ts'
import type { Log } from '@shop/platform/log.ts'
import { isOutage, retryAfter } from '@shop/events/outage.ts'
import { traceFields } from '@shop/platform/tracing.ts'

const MASKED = 'INTERNAL_SERVER_ERROR'

/**
 * Decides what a client sees of an error: its own words where it carries a code that we gave it; SERVICE_UNAVAILABLE where
 * something we need is away; else nothing but an id, under which the log has the whole of it.
 */
export function createMask(
  log: Log,
  { hideSuggestions = false }: { readonly hideSuggestions?: boolean } = {},
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const { locations, path } = formatted
    const place = { ...(locations && { locations }), ...(path && { path }) }
    const cause = innermost(error)
    if (isOutage(cause)) {
      log.warn(
        { err: cause, ...traceFields(currentTrace.getStore()), path },
        'answered that the service is unavailable',
      )
      const extensions = { code: 'SERVICE_UNAVAILABLE', retryAfter: retryAfter(cause) }
      return { message: 'The service cannot do this now; try again later.', ...place, extensions }
    }
    if (isOurs(cause, formatted)) return hideSuggestions ? withoutSuggestion(formatted) : formatted
    const id = uuidv7()
    log.error({ err: cause, errorId: id, ...traceFields(currentTrace.getStore()), path }, 'an unexpected error')
    return {
      message: `Something went wrong here; the log has it under ${id}.`,
      ...place,
      extensions: { code: MASKED, id },
    }
  }
}

/** graphql-js suggests names in its errors, which would reveal the schema. */
function withoutSuggestion(error: GraphQLFormattedError): GraphQLFormattedError {
  const at = error.message.indexOf(' Did you mean ')
  return at < 0 ? error : { ...error, message: error.message.slice(0, at) }
}

/** What was thrown at first: graphql-js wraps it to say where. */
export function innermost(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? innermost(error.originalError) : error
}

function isOurs(cause: unknown, { extensions }: GraphQLFormattedError): boolean {
  if (cause instanceof CallerError) return true
  return cause instanceof GraphQLError && extensions?.['code'] !== undefined && extensions['code'] !== MASKED
}
