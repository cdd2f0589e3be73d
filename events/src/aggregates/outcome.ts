/** Who sends a command with which options, and its outcome. */

import type { AnyState, Refusal } from '../decider.ts'

export type ExecuteOptions = {
  /** The aggregate's id has just been made, so that most likely nothing is stored under it: it need not be looked for first. */
  readonly expectsNew?: boolean | undefined
  /** The id of the event or request that caused the command. */
  readonly causationId?: string | undefined
  /** W3C trace context to carry on. */
  readonly traceparent?: string | undefined
  /** When the caller gives up, by the clock that is never set (`Clock.elapsed`); an event has no deadline. */
  readonly deadline?: number | undefined
  /** Nothing that is under way waits for it, so it may be stored a moment later, together with others. */
  readonly isDeferrable?: boolean | undefined
  /** `event`: where nothing is decided, the aggregate's last event of the operation is published again. */
  readonly by?: 'caller' | 'event' | undefined
}

export type Outcome<State extends AnyState, Refused extends Refusal = Refusal> = {
  readonly state: State
  readonly version: number
  /** Nothing was decided: it was done before, or there was nothing to do. */
  readonly repeated: boolean
  readonly refused?: Refused
}
