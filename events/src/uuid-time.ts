/** A UUIDv7 begins with the time when it was made: 48 bits, milliseconds since 1970 (RFC 9562, section 5.7). */

const uuidV7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7/

/** Epoch ms; NaN for what is no UUIDv7, as for any id that a caller chose. */
export function timeOf(id: string): number {
  const [, high = '', low = ''] = uuidV7.exec(id) ?? []
  return Number.parseInt(high + low, 16)
}

/** No UUIDv7 of that time (epoch ms) or later is below it. */
export function firstIdOf(epochMs: number): string {
  const hex = epochMs.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
