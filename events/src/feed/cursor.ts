/** An opaque cursor of a subscription: which aggregate, and up to which of its versions the client has seen. */

export type Position = { readonly aggregate: string; readonly id: string; readonly version: number }

export function cursorOf({ aggregate, id, version }: Position): string {
  return Buffer.from(`${aggregate}:${id}:${version}`).toString('base64url')
}

/** Undefined for what is no cursor of ours. */
export function positionIn(cursor: string): Position | undefined {
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const match = /^([a-z]{1,32}):([A-Za-z0-9_-]{1,64}):(0|[1-9]\d{0,9})$/.exec(text)
  if (!match || cursorOf({ aggregate: match[1] ?? '', id: match[2] ?? '', version: Number(match[3]) }) !== cursor)
    return undefined
  return { aggregate: match[1] ?? '', id: match[2] ?? '', version: Number(match[3]) }
}
