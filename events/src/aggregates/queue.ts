/** Commands that wait for their aggregate. Those of callers have a bound here; those of events have theirs in the consumer. */

import type { AnyState, Refusal } from '../decider.ts'
import type { ExecuteOptions, Outcome } from './outcome.ts'
import { type Clock, Contended, Unavailable } from './ports.ts'

export type QueuedCommand<State extends AnyState, Command, Refused extends Refusal> = {
  readonly id: string
  readonly command: Command
  readonly executeOptions: ExecuteOptions
  readonly resolve: (outcome: Outcome<State, Refused>) => void
  readonly reject: (error: unknown) => void
  /** From when on it is to be decided: at once, or later where it may wait. By the clock that is never set, as is the next. */
  readonly due: number
  /** When its caller gives up. */
  readonly late: number
  /** How often another replica wrote first. */
  conflicts: number
}

/** By aggregate, each in order of arrival. */
export type Groups<State extends AnyState, Command, Refused extends Refusal> = ReadonlyMap<
  string,
  readonly QueuedCommand<State, Command, Refused>[]
>

const soonMs = 50

export class CommandQueue<State extends AnyState, Command, Refused extends Refusal> {
  #waiting: QueuedCommand<State, Command, Refused>[] = []
  readonly #clock: Clock
  readonly #maxForCallers: number
  readonly #deferMs: () => number
  #closed: unknown

  /** `deferMs`: how long what may wait does wait, at most, where it comes now. */
  constructor(clock: Clock, maxForCallers: number, deferMs: () => number) {
    this.#clock = clock
    this.#maxForCallers = maxForCallers
    this.#deferMs = deferMs
  }

  get size(): number {
    return this.#waiting.length
  }

  /** Milliseconds until something is due of what waits; 0 where nothing waits. */
  get dueInMs(): number {
    if (this.#waiting.length === 0) return 0
    return Math.max(0, Math.min(...this.#waiting.map(({ due }) => due)) - this.#clock.elapsed())
  }

  /** Settled when the command is; where its caller has a deadline, no later than that, whatever the command is waiting for. */
  async add(id: string, command: Command, executeOptions: ExecuteOptions): Promise<Outcome<State, Refused>> {
    if (executeOptions.by !== 'event' && this.#waiting.length >= this.#maxForCallers) this.#leaveOutLate()
    if (executeOptions.by !== 'event' && this.#waiting.length >= this.#maxForCallers)
      throw new Unavailable('too many commands are waiting')
    const { promise, resolve, reject } = Promise.withResolvers<Outcome<State, Refused>>()
    const now = this.#clock.elapsed()
    const due = now + (executeOptions.isDeferrable === true ? this.#deferMs() : 0)
    const leftMs = executeOptions.deadline === undefined ? Infinity : Math.max(0, executeOptions.deadline - now)
    this.#waiting.push({ id, command, executeOptions, resolve, reject, due, late: now + leftMs, conflicts: 0 })
    if (leftMs === Infinity) return promise
    const late = () => reject(new Unavailable('the deadline passed before it was done'))
    return promise.finally(this.#clock.after(leftMs, late))
  }

  /** Back to the front: they are decided again. */
  putBack(items: readonly QueuedCommand<State, Command, Refused>[]): void {
    if (this.#closed === undefined) this.#waiting = [...items, ...this.#waiting]
    else for (const { reject } of items) reject(this.#closed)
  }

  /**
   * Another replica wrote first. Callers' commands are decided again, and events' too, until that has happened too often: where
   * replicas compete for an aggregate, the one that has just written it is the likelier to write it next.
   */
  conflicted(items: readonly QueuedCommand<State, Command, Refused>[]): void {
    for (const waiting of items) waiting.conflicts += 1
    for (const { id, reject } of items.filter(hasHadEnough)) reject(new Contended(`others keep writing ${id} first`))
    this.putBack(items.filter((waiting) => !hasHadEnough(waiting)))
  }

  /**
   * Those that are due, and with them whatever waits for the same aggregates. Where one that may wait is due, those that soon would be
   * go with it. `all`: whether due or not. Those whose caller has given up are left out.
   */
  take(maxCommands: number, all = false): Groups<State, Command, Refused> {
    const groups = new Map<string, QueuedCommand<State, Command, Refused>[]>()
    for (const waiting of this.#next(maxCommands, all)) {
      if (this.#isLate(waiting)) continue
      const group = groups.get(waiting.id)
      if (group) group.push(waiting)
      else groups.set(waiting.id, [waiting])
    }
    return groups
  }

  /** Takes them out, in order of arrival. */
  #next(maxCommands: number, all: boolean): readonly QueuedCommand<State, Command, Refused>[] {
    const now = this.#clock.elapsed()
    const isPatientDue = this.#waiting.some(
      ({ executeOptions, due }) => executeOptions.isDeferrable === true && due <= now,
    )
    const until = all ? Infinity : isPatientDue ? now + soonMs : now
    const ids = new Set(this.#waiting.filter(({ due }) => due <= until).map(({ id }) => id))
    const next = this.#waiting.filter(({ id }) => ids.has(id)).slice(0, maxCommands)
    const taken = new Set(next)
    this.#waiting = this.#waiting.filter((waiting) => !taken.has(waiting))
    return next
  }

  /** Rejects all that wait, and all that are put back later. */
  close(error: Unavailable): void {
    this.#closed = error
    this.putBack(this.#waiting.splice(0))
  }

  #leaveOutLate(): void {
    this.#waiting = this.#waiting.filter((waiting) => !this.#isLate(waiting))
  }

  #isLate({ late }: QueuedCommand<State, Command, Refused>): boolean {
    return late <= this.#clock.elapsed()
  }
}

const maxConflicts = 5

function hasHadEnough({
  executeOptions,
  conflicts,
}: Pick<QueuedCommand<AnyState, unknown, Refusal>, 'executeOptions' | 'conflicts'>): boolean {
  return executeOptions.by === 'event' && conflicts >= maxConflicts
}
