/** The thread that composes once: composition takes long, and the memory of what it loads is freed when it ends. */

import { parentPort, workerData } from 'node:worker_threads'
import { composeWithHints, type Composed, type SubgraphDefinition } from './compose.ts'
import { CompositionError } from './composition-error.ts'

export type ComposedByThread = Composed | { readonly problems: readonly string[] }

const definitions: readonly SubgraphDefinition[] = workerData
parentPort?.postMessage(composed())

function composed(): ComposedByThread {
  try {
    return composeWithHints(definitions)
  } catch (error) {
    if (!(error instanceof CompositionError)) throw error
    return { problems: error.problems }
  }
}
