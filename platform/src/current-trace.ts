import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * The traceparent of the current request, for log lines that have no other way to it: masked errors.
 * Not for what batches do: they run in the context of the first request.
 */
export const currentTrace = new AsyncLocalStorage<string | undefined>()
