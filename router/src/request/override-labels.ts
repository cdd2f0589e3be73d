import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '@shop/platform/caller.ts'

/** Labels of progressive @override that come with a request; undefined where none do. */
export type LabelsOf = (headers: IncomingHttpHeaders, caller: Caller) => readonly string[] | undefined

const MAX_LABELS = 32

/** `header`: whose value are names with commas between; those of a token are in the caller already. */
export function labelsFrom(header: string | undefined): LabelsOf {
  const name = header?.toLowerCase()
  return (headers, caller) => {
    const given = name === undefined ? undefined : headers[name]
    const claimed = caller.kind === 'login' ? caller.labels : undefined
    if (typeof given !== 'string') return claimed
    const named = given.split(',', MAX_LABELS).map((label) => label.trim())
    return claimed ? [...named, ...claimed] : named
  }
}
