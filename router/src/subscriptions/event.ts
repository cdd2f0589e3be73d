import type { Result } from '../executor.ts'

/** One message of an upstream subscription, shared by all clients that it is for. */
export type UpstreamEvent = {
  readonly result: Result
  /** Where its stream goes on after it. */
  readonly cursor: string | undefined
  /** Roughly what it takes in memory. */
  readonly bytes: number
  /** Answers made of it, by the key of the clients that may share them. */
  readonly answers: Map<string, Promise<Result>>
}

/** One event of a subgraph’s stream, with its size in bytes of JSON. */
export function upstreamEvent(result: Result, cursor?: string): UpstreamEvent {
  return { result, cursor, bytes: JSON.stringify(result).length, answers: new Map() }
}

/** How a stream ended: by itself, or with errors that its clients get to see. */
export type Ending = { readonly errors?: Result['errors'] }

/** Who follows an upstream subscription. */
export type Follower = {
  readonly event: (event: UpstreamEvent) => void
  readonly end: (ending: Ending) => void
}
