import type { Log } from '@shop/platform/log.ts'
import type { NonsenseObserver } from './http.ts'

/** Between two lines about one subgraph: while it is down, each fetch has one to tell. */
const QUIET_MS = 1_000

/** Logs what subgraphs answer that is none of GraphQL, once a second for each at the most. */
export function nonsenseLog(log: Log): NonsenseObserver {
  const last = new Map<string, { at: number; suppressed: number }>()
  return (service, { status, type, start }) => {
    const now = performance.now()
    const known = last.get(service)
    if (known && now - known.at < QUIET_MS) {
      known.suppressed++
      return
    }
    last.set(service, { at: now, suppressed: 0 })
    log.warn(
      { service, status, type, start, ...(known?.suppressed && { others: known.suppressed }) },
      'a subgraph answered what is no GraphQL',
    )
  }
}
