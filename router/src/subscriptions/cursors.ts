import type { Result } from '../executor.ts'

const cursors = new WeakMap<Result, string>()

/** Where the stream of a client's answer goes on after it, for transports that send it. */
export function cursorOf(result: Result): string | undefined {
  return cursors.get(result)
}

/** Attaches the cursor to a result, beside what the client sees of it. */
export function withCursor(result: Result, cursor: string | undefined): Result {
  if (cursor !== undefined) cursors.set(result, cursor)
  return result
}
