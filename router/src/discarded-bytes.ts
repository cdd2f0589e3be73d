import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** V8 itself would let some 64 MB lie, since what belongs to its objects outside of its heap weighs little there. */
const COLLECT_AFTER_BYTES = 8 * 2 ** 20

type Collect = (options: { readonly type: 'minor'; readonly execution: 'sync' }) => void

let collect: Collect | undefined
let discardedBytes = 0

/** Counts buffers that are of no more use, by their bytes: after many of them, what is young is collected. That takes a millisecond or two. */
export function discarded(bytes: number): void {
  discardedBytes += bytes
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
