/** An opaque cursor of a subscription: which aggregate, and up to which of its events the client has seen. */

export type CursorPosition = {
  readonly aggregate: string
  readonly id: string
  readonly version: number
  /**
   * Of the event at that version: distinguishes it from another one at the same version, in a history that was restored since. Undefined where
   * that is not known, as of a cursor that an earlier release gave.
   */
  readonly fingerprint?: string | undefined
}

/** The end of a UUIDv7 is random. */
export function fingerprintOf(eventId: string | undefined): string | undefined {
  return eventId?.slice(-8)
}

/** Opaque to clients; `positionIn` reads it. */
export function cursorOf({ aggregate, id, version, fingerprint }: CursorPosition): string {
  return Buffer.from([aggregate, id, version, ...(fingerprint === undefined ? [] : [fingerprint])].join(':')).toString(
    'base64url',
  )
}

/** Undefined for what is no cursor of ours. */
export function positionIn(cursor: string): CursorPosition | undefined {
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const match = /^([a-z]{1,32}):([A-Za-z0-9_-]{1,64}):(0|[1-9]\d{0,14})(?::([0-9a-f]{8}))?$/.exec(text)
  const [, aggregate, id, version, fingerprint] = match ?? []
  if (aggregate === undefined || id === undefined) return undefined
  const position = { aggregate, id, version: Number(version), fingerprint }
  return cursorOf(position) === cursor ? position : undefined
}
