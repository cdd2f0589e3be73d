import type { Registry } from 'prom-client'
import type { Health } from '@shop/platform/health.ts'
import type { Route } from './routes.ts'
import { sharedAnswer } from './shared-answer.ts'
import { json } from './routes.ts'

/** The part without which nothing can be answered; others that are down make only parts of answers missing. */
const NEEDED = 'supergraph'

/**
 * Ready: it has a supergraph and is not stopping. A subgraph that is down is named, and changes the status to "degraded",
 * but not the code: whoever took all routers away for it would take away what the other subgraphs still answer.
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

export const liveRoute: Route = (_request, response) => json(response, 200, { status: 'alive' })

export function metricsRoute(metrics: Registry): Route {
  const scrape = sharedAnswer(() => metrics.metrics())
  return async (_request, response) => {
    const text = await scrape()
    response.writeHead(200, { 'content-type': metrics.contentType })
    response.end(text)
  }
}
