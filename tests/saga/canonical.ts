/** What makes no difference to any later decision, and would tell apart states that are one. */
const ignored = new Set(['timeline', 'updatedAt', 'placedAt', 'history', 'at'])

/** The same text for the same value, whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (ignored.has(key)) return undefined
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
