/** One line for each thing that a shop must do. */
import type { Deployment } from './deployment.ts'
import { reason } from './deployment.ts'
import type { People } from './logins.ts'

export type CheckContext = { readonly shop: Deployment; readonly people: People; readonly run: string }
export type AcceptanceCheck = readonly [what: string, holds: (given: CheckContext) => Promise<void>]

/** One after another; a check that fails keeps none from being made. Answers how many failed. */
export async function make(
  checks: readonly AcceptanceCheck[],
  given: CheckContext,
  print: (line: string) => void = console.log,
): Promise<number> {
  let failed = 0
  for (const [what, holds] of checks) {
    const began = performance.now()
    const problem = await holds(given).then(
      () => undefined,
      (error: unknown) => reason(error),
    )
    const seconds = ((performance.now() - began) / 1_000).toFixed(1).padStart(5)
    if (problem !== undefined) failed += 1
    print(`${problem === undefined ? 'ok    ' : 'FAILED'} ${seconds} s  ${what}${problem ? `: ${problem}` : ''}`)
  }
  return failed
}
