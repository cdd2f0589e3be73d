import type { Log } from '@shop/platform/log.ts'
import type { Result } from '../executor.ts'
import type { Observer } from '../observe/observer.ts'
import { outcomeOf } from '../observe/outcome.ts'
import type { Mask } from '../operations/mask.ts'
import type { Texts } from '../operations/persisted.ts'
import { readRequest } from '../operations/request.ts'
import type { GraphQLRequest } from '../operations/request.ts'
import { RequestError, badRequest, limitExceeded } from '../operations/request-error.ts'
import type { Opened } from '../operations/run.ts'
import { open, run } from '../operations/run.ts'
import type { Graph } from '../supergraph/graph.ts'
import type { Asker } from './asker.ts'
import { contextFor } from './asker.ts'
import { unexpected } from './unexpected.ts'

type BatchParts = {
  readonly graph: Graph
  readonly texts: Texts
  readonly mask: Mask
  readonly observer: Observer
  readonly log: Log
  /** Milliseconds for a whole answer. */
  readonly timeoutMs: number
}

/** What a list in the body of a POST asks. Throws a RequestError for a list that is empty, or longer than `most`. */
export function readBatch(value: readonly unknown[], most: number): readonly GraphQLRequest[] {
  if (value.length === 0) throw badRequest('The list of operations is empty.')
  if (value.length > most)
    throw limitExceeded('batch', `The request has ${value.length} operations; the limit is ${most} (LIMIT_BATCH).`)
  return value.map(readRequest)
}

/** Runs the operations of one request side by side. Each has a result in its place, also where it is refused. */
export function runBatch(
  requests: readonly GraphQLRequest[],
  asker: Asker,
  parts: BatchParts,
): Promise<readonly Result[]> {
  return Promise.all(requests.map((request) => runOne(request, asker, parts)))
}

async function runOne(request: GraphQLRequest, asker: Asker, parts: BatchParts): Promise<Result> {
  const { graph, texts, mask, observer, log, timeoutMs } = parts
  const { caller, requestId, traceparent } = asker
  const began = performance.now()
  let opened: Opened | undefined
  let outcome: string = 'ok'
  let limit: string | undefined
  try {
    opened = await open(texts.resolve(request), () => graph.current)
    const result = mask(await run(opened, caller, contextFor(asker, timeoutMs)), asker)
    outcome = outcomeOf(result)
    return result
  } catch (error) {
    const refusal = error instanceof RequestError ? error : unexpected(error, log, asker)
    outcome = refusal.code
    limit = refusal.limit
    return { errors: refusal.errors }
  } finally {
    observer.request({
      id: requestId,
      traceparent,
      transport: 'http',
      kind: opened?.operation.kind ?? 'none',
      operation: opened?.operation.shownName,
      hash: opened?.operation.hash,
      rootNames: opened?.operation.rootNames,
      user: caller.kind === 'login' ? caller.userId : undefined,
      outcome,
      limit,
      ms: performance.now() - began,
    })
  }
}
