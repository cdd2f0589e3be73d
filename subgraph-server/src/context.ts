import type { Caller } from '@shop/platform/caller.ts'
import type { Log } from '@shop/platform/log.ts'

/** How long a request may work; a mutation that is not done by then is refused. */
export const REQUEST_DEADLINE_MS = 5_000

/** What every resolver gets: one for a request over HTTP, one for each event of a subscription. */
export type RequestContext = {
  readonly caller: Caller
  /** W3C trace context of this request, to be carried on. */
  readonly traceparent: string
  /** The request's deadline, in milliseconds of `performance.now()`, which is monotonic. */
  readonly deadline: number
  readonly log: Log
}

export type PerRequest<T> = ((context: RequestContext) => T) & {
  /** The next call makes a new one: what was loaded before a mutation is stale. */
  readonly forget: (context: RequestContext) => void
}

/** Makes a value once per request, on first use: loaders, whose caches must not outlive a request. */
export function perRequest<T>(make: (context: RequestContext) => T): PerRequest<T> {
  const made = new WeakMap<RequestContext, T>()
  const of = (context: RequestContext) => {
    const known = made.get(context)
    if (known !== undefined) return known
    const fresh = make(context)
    made.set(context, fresh)
    return fresh
  }
  return Object.assign(of, { forget: (context: RequestContext) => void made.delete(context) })
}
