import type { ExecutionContext, Upstreams } from '../executor.ts'
import { upstreamHeaders } from '../request/client-context.ts'

const BODY = JSON.stringify({ query: '{ __typename }' })
const TIMEOUT_MS = 1_500

/** Resolves where a subgraph answers anything at all; rejects where it cannot be reached. */
export async function checkReachable(upstreams: Upstreams, service: string): Promise<void> {
  const headers = upstreamHeaders({ authorization: undefined, traceparent: undefined, requestId: 'readiness' })
  const context: ExecutionContext = { headers, deadline: performance.now() + TIMEOUT_MS }
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  upstreams.send({ service, body: BODY, idempotent: true }, context, (outcome) => {
    if (outcome.ok) resolve()
    else reject(new Error(outcome.reason))
  })
  await promise
}
