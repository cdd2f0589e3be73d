const DATE = String.raw`(?<date>\d{4}-\d\d-\d\d)`
const TIME = String.raw`([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?`
const ISO = new RegExp(`^${DATE}(T${TIME}(Z|[+-]([01]\\d|2[0-3]):?[0-5]\\d)?)?$`)

/**
 * The moment that an ISO 8601 date names, with or without its time and zone: a date alone is UTC, a time without a zone is local, as `Date` has
 * it. Undefined for everything else, also for a 30th of February, which `Date` would take for another day.
 *
 * @example
 * const at = isoTime('2026-11-22T09:30:00+09:00') // 2026-11-22T00:30:00.000Z
 */
export function isoTime(text: string): Date | undefined {
  const date = ISO.exec(text)?.groups?.['date']
  if (date === undefined) return undefined
  const day = new Date(`${date}T00:00:00Z`)
  return Number.isNaN(day.getTime()) || !day.toISOString().startsWith(date) ? undefined : new Date(text)
}
