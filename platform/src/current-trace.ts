import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * The traceparent of the request that is being answered, for what is told where nothing else leads to it: errors that are masked.
 * Not for what batches do: they go on in the context of whoever came first.
 */
export const currentTrace = new AsyncLocalStorage<string | undefined>()
