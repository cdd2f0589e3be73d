/** "" where there is none of that name. */
export type MessageHeaders = { get(name: string): string }

/** A message as its handler knows it. JetStream's messages are such; so are those that come out of a dead letter, or of a simulation. */
export interface Message {
  readonly subject: string
  readonly data: Uint8Array
  readonly headers?: MessageHeaders | undefined
  /** Where it stands in its stream; together with `timestampNanos` it names the message for ever. */
  readonly info: { readonly streamSequence: number; readonly timestampNanos: number }
  /** It was handled. */
  ack(): void
  /** It is to come again, so many milliseconds later. */
  nak(afterMs?: number): void
  /** It is not to come again. */
  term(reason?: string): void
  /** It is still being handled. */
  working(): void
}
