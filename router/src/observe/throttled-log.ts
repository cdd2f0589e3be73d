/** Between two lines about one thing: where it happens at all, it may happen with each request. */
const QUIET_MS = 1_000

/** Throttles a log: a line about each thing is written once a second at most. @returns `others`: how many were left out since the last line */
export function throttledLog(
  now: () => number = () => performance.now(),
): (about: string, write: (left: { readonly others?: number }) => void) => void {
  const last = new Map<string, { readonly at: number; others: number }>()
  return (about, write) => {
    const at = now()
    const known = last.get(about)
    if (known && at - known.at < QUIET_MS) return void known.others++
    last.set(about, { at, others: 0 })
    write(known?.others ? { others: known.others } : {})
  }
}
