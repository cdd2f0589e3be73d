import type { Registry } from 'prom-client'
import type { Health } from '@shop/platform/health.ts'
import { json, type Route } from './routes.ts'
import { setTimeout as after } from 'node:timers/promises'

/** The part without which nothing can be answered; others that are down make only parts of answers missing. */
const NEEDED = 'supergraph'

/**
 * Ready: it has a supergraph and is not stopping. A subgraph that is down is named, and changes the status to "degraded",
 * but not the code: to take all routers out of service for it would take away what the other subgraphs still answer.
 */
export function readyRoute(health: Health, stopping: AbortSignal): Route {
  const look = sharedAnswer(() => health.ready())
  return async (_request, response) => {
    const { ready, parts } = await look()
    const serving = parts[NEEDED] === 'up' && !stopping.aborted
    const status = ready ? 'ready' : stopping.aborted ? 'stopping' : serving ? 'degraded' : 'not ready'
    json(response, serving ? 200 : 503, { status, parts })
  }
}

/** Liveness: 200 as long as the process answers. */
export const liveRoute: Route = (_request, response) => json(response, 200, { status: 'alive' })

/** OpenMetrics text; scrapes at the same time share one answer. */
export function metricsRoute(metrics: Registry): Route {
  const scrape = sharedAnswer(() => metrics.metrics())
  return async (_request, response) => {
    const text = await scrape()
    response.writeHead(200, { 'content-type': metrics.contentType })
    response.end(text)
  }
}

/**
 * One answer for all requests that come while another is being made: none gets one from before it came. Making answers takes half of
 * the time at most, however many requests come.
 */
export function sharedAnswer<Answer>(make: () => Promise<Answer>): () => Promise<Answer> {
  let current: Promise<unknown> | undefined
  let next: Promise<Answer> | undefined
  const begin = (): Promise<Answer> => {
    next = undefined
    const began = performance.now()
    const making = make()
    const rest = (): Promise<unknown> => after(performance.now() - began, undefined, { ref: false })
    const over = making.then(rest, rest)
    current = over
    const forget = (): void => {
      if (current === over) current = undefined
    }
    over.then(forget, forget)
    return making
  }
  return () => (current ? (next ??= current.then(begin, begin)) : begin())
}
