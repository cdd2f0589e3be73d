import { types } from 'node:util'

/**
 * Something that a person can put right keeps the shop from running: a busy port, a full disk, an engine that is not to be had.
 * Its message is one line that names the variable or flag to change; it has no stack trace.
 */
export class Obstacle extends Error {
  override readonly name = 'Obstacle'
}

/**
 * Runs a command-line entry point: an obstacle, or a file that cannot be read or written, is printed in one line, exit code 1; anything else
 * is a bug and prints its stack.
 */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Obstacle || isOfFile(error) ? error.message : error)
    process.exitCode = 1
  }
}

/** A system error that names a path: "EACCES: permission denied, open '/etc/x'". */
function isOfFile(error: unknown): error is Error {
  return types.isNativeError(error) && 'syscall' in error && 'path' in error && errorCode(error) !== undefined
}

/** The code of a system error ('ENOENT', 'EADDRINUSE', ...), where there is one; also of one that a test runner's realm does not know. */
export function errorCode(error: unknown): string | undefined {
  return types.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

export function errorMessage(error: unknown): string {
  return types.isNativeError(error) ? error.message : String(error)
}
