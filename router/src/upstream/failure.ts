import type { GraphQLFormattedError } from 'graphql'
import type { UpstreamFailure } from '../executor.ts'

const MESSAGES: Readonly<Record<UpstreamFailure, string>> = {
  unreachable: 'cannot be reached',
  timeout: 'did not answer in time',
  deadline: 'had not answered when the time for the whole request was over',
  overloaded: 'has too much to do',
  invalid: 'gave no valid answer',
  unsent: 'gave a long answer, while too many wait to be taken; take yours, and try again',
  aborted: 'was not waited for',
}

/** Seconds after which trying again makes sense. */
const RETRY_AFTER = 1

/** The error that a client receives for a failed fetch. */
export function failureError(
  service: string,
  reason: UpstreamFailure,
  retryAfter = RETRY_AFTER,
): GraphQLFormattedError {
  return {
    message: `Subgraph "${service}" ${MESSAGES[reason]}`,
    extensions:
      reason === 'deadline'
        ? { code: 'LIMIT_EXCEEDED', limit: 'time', service }
        : { code: 'SERVICE_UNAVAILABLE', service, retryAfter },
  }
}
