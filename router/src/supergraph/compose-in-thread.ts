import { Worker } from 'node:worker_threads'
import type { Composed, SubgraphDefinition } from './compose.ts'
import type { ComposedByThread } from './composition-thread.ts'
import { CompositionError } from './composition-error.ts'

/** The supergraph's SDL and composition's hints, made beside the event loop. Rejects with a CompositionError. */
export function composeInThread(subgraphs: readonly SubgraphDefinition[]): Promise<Composed> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./composition-thread.ts', import.meta.url), {
      workerData: subgraphs,
      execArgv: [],
    })
    worker.once('message', (composed: ComposedByThread) => {
      if ('sdl' in composed) resolve(composed)
      else reject(new CompositionError(composed.problems))
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The thread that composes ended before it had composed.')))
    worker.unref()
  })
}
