/** What `npm test` will run and how long that takes, printed at its start: estimated from the last run on this machine. */
import { KeptDurations, type Durations } from '../kept-durations.ts'

/** Of the suites of a whole run. */
export const suiteDurations = new KeptDurations('test-durations.json')

/** The lines that say what runs: each suite, its contents, and its last duration where one is known. */
export function planLines(
  entries: readonly { readonly name: string; readonly about: string }[],
  { filters, last }: { readonly filters: readonly string[]; readonly last: Durations },
): string[] {
  if (filters.length > 0)
    return [`The test files that match ${filters.join(' ')}; without a pattern, every check and every test.`]
  const known = entries.map(({ name }) => last[name])
  const total = known.reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0)
  const whole = known.every((seconds) => seconds !== undefined) ? `: ${minutes(total)} last time` : ''
  return [
    `Every check and every test${whole}. npm test -- PATTERN runs the files whose path matches.`,
    ...entries.map(({ name, about }, index) => `  ${name}: ${about}${duration(known[index])}`),
  ]
}

function duration(seconds: number | undefined): string {
  return seconds === undefined ? '' : ` (${minutes(seconds)} last time)`
}

function minutes(seconds: number): string {
  return seconds < 60 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} min`
}
