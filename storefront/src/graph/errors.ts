import { CombinedGraphQLErrors } from '@apollo/client'

export type RequestFailure = { readonly code: string; readonly message: string; readonly argument: string | undefined }

/** What the shop answered, or NETWORK where no answer came. */
export function failureOf(error: unknown): RequestFailure {
  const first = CombinedGraphQLErrors.is(error) ? error.errors[0] : undefined
  if (!first) return { code: 'NETWORK', message: String(error), argument: undefined }
  const { code, argument } = first.extensions ?? {}
  return {
    code: typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    message: first.message,
    argument: typeof argument === 'string' ? argument : undefined,
  }
}

/** Whether it may go well the next time, without anybody doing something else. */
export function mayPass(error: unknown): boolean {
  return ['NETWORK', 'SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR', 'LIMIT_EXCEEDED'].includes(failureOf(error).code)
}
