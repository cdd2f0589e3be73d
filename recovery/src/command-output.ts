/** Progress, errors and times of the recovery commands. */

import { InvalidArgumentError } from '@shop/platform/command-line.ts'
import { isoTime } from '@shop/platform/iso-time.ts'

const everyMs = 2_000

/** Prints progress, at most every two seconds. */
export function progressPrinter(print: (line: string) => void = console.log): (what: string) => void {
  let last = performance.now()
  return (what) => {
    if (performance.now() - last < everyMs) return
    last = performance.now()
    print(`${what} ...`)
  }
}

/** Prints an error as one line, and sets exit code 1. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    printError(error)
    process.exitCode = 1
  }
}

/** As one line. */
export function printError(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error))
}

/** Of the command line: an ISO 8601 date, with or without its time. */
export function time(text: string): Date {
  const read = isoTime(text)
  if (read) return read
  throw new InvalidArgumentError('Expected a time like 2026-11-22T12:00:00Z.')
}
