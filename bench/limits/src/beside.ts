/** Sends other requests beside those that are timed, in a thread of its own: what they cost their sender is not to slow the others. */

import { once } from 'node:events'
import { parentPort, workerData, Worker } from 'node:worker_threads'
import { pageBody } from './page.ts'
import { refused } from './refused.ts'
import { plan, steady } from './steady.ts'

export type Beside = {
  /** Refused documents of these kinds, in turn; or pages. */
  readonly what: readonly string[] | 'pages'
  readonly url: string
  readonly perSecond: number
  readonly seconds: number
  /** The number of the first document: no two that are refused are the same. */
  readonly first: number
}

/** Resolves when all that will be sent is made, to what sends it, and counts the answers by status. */
export async function prepare(order: Beside): Promise<() => Promise<ReadonlyMap<number, number>>> {
  const worker = new Worker(new URL(import.meta.url), { workerData: order })
  await once(worker, 'message')
  return async () => {
    worker.postMessage('begin')
    const [statuses]: ReadonlyMap<number, number>[] = await once(worker, 'message')
    return statuses ?? new Map()
  }
}

async function send({ what, url, perSecond, seconds, first }: Beside): Promise<void> {
  const refusedBody = (n: number): string => JSON.stringify(refused[what[n % what.length] ?? '']?.(first + n))
  const planned = plan(perSecond, seconds, what === 'pages' ? pageBody : refusedBody)
  parentPort?.postMessage('made')
  if (parentPort) await once(parentPort, 'message')
  const { statuses } = await steady(url, planned)
  parentPort?.postMessage(statuses)
}

if (parentPort) {
  const order: Beside = workerData
  await send(order)
}
