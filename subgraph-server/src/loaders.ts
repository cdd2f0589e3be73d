/** Data loaders: a request reads each thing once; pages, which cost most, are read a few at a time. */

import DataLoader from 'dataloader'
import type { RequestContext } from './context.ts'
import { serviceUnavailable } from '@shop/platform/errors.ts'

/** Keys are values: two of the same fields are the same. `read` answers in the order of the keys, which are all different. */
export function loaderByValue<Key extends object | string, Value>(
  read: (keys: readonly Key[]) => Promise<readonly Value[]>,
  options: { readonly maxBatchSize?: number } = {},
): DataLoader<Key, Value, string> {
  return new DataLoader<Key, Value, string>(read, { cacheKeyFn: (key) => JSON.stringify(key), ...options })
}

/** At most so many at once; the others wait, at most until their request's deadline. */
export class ConcurrencyLimit {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(max: number) {
    this.#free = max
  }

  /** `deadline`: of `performance.now()`. Rejects with SERVICE_UNAVAILABLE where it has passed when the turn comes: nothing is done then. */
  async take<Answer>(deadline: number, run: () => Promise<Answer>): Promise<Answer> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      if (performance.now() >= deadline)
        throw serviceUnavailable('There was no time left to read this; ask for less.', 1)
      return await run()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free += 1
    }
  }
}

const pagesInBatch = 50
const maxBatchesOfRequest = 2
const ofAllRequests = new ConcurrencyLimit(8) // batches of one process: fewer than its connections to the database

/** Loaders for the pages of one request. */
export function pageLoaders({ deadline }: Pick<RequestContext, 'deadline'>) {
  const ofRequest = new ConcurrencyLimit(maxBatchesOfRequest)
  const inTurn = <Answer>(run: () => Promise<Answer>) =>
    ofRequest.take(deadline, () => ofAllRequests.take(deadline, run))
  return {
    /** `read` reads several pages with one query. */
    together: <Key extends object | string, Value>(read: (keys: readonly Key[]) => Promise<readonly Value[]>) =>
      loaderByValue<Key, Value>((keys) => inTurn(() => read(keys)), { maxBatchSize: pagesInBatch }),
    /** `read` reads one. */
    each: <Key extends object | string, Value>(read: (key: Key) => Promise<Value>) =>
      loaderByValue<Key, Value>((keys) => Promise.all(keys.map((key) => inTurn(() => read(key))))),
  }
}
