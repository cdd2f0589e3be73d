import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** V8 itself would let some 64 MB lie, since what belongs to its objects outside of its heap weighs little there. */
const COLLECT_AFTER_BYTES = 8 * 2 ** 20

type Collect = (options: { readonly type: 'minor'; readonly execution: 'sync' }) => void

let collect: Collect | undefined
let discardedBytes = 0

/** Shorter ones are collected soon enough, with what else is young. */
const LARGE_BYTES = 1_048_576

/**
 * Counts bytes that are soon of no more use, and cannot be given back by hand: after many of them, what is young is collected, once what
 * runs now has ended and does not hold them any more. That takes a millisecond or two.
 * @param copies how many are as long
 */
export function discarded(bytes: number, copies = 1): void {
  if (bytes < LARGE_BYTES) return
  const earlier = discardedBytes
  discardedBytes += bytes * copies
  if (earlier < COLLECT_AFTER_BYTES && discardedBytes >= COLLECT_AFTER_BYTES) setImmediate(collectDiscarded)
}

/** At once, where so many have been counted, since something large is about to be made. */
export function collectDiscarded(): void {
  if (discardedBytes < COLLECT_AFTER_BYTES) return
  discardedBytes = 0
  collect ??= collector()
  collect({ type: 'minor', execution: 'sync' })
}

function collector(): Collect {
  setFlagsFromString('--expose-gc')
  const gc: Collect = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return gc
}
