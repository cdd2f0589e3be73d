/** Commands that wait for their aggregate: bounded for callers, unbounded never for long, since consumers bound theirs. */

import type { AnyState, Refusal } from '../decider.ts'
import type { Asked, Outcome } from './outcome.ts'
import { Unavailable } from './ports.ts'

export type Waiting<State extends AnyState, Command, Refused extends Refusal> = {
  readonly id: string
  readonly command: Command
  readonly asked: Asked
  readonly resolve: (outcome: Outcome<State, Refused>) => void
  readonly reject: (error: unknown) => void
}

export class CommandQueue<State extends AnyState, Command, Refused extends Refusal> {
  #waiting: Waiting<State, Command, Refused>[] = []
  readonly #mostForCallers: number

  constructor(mostForCallers: number) {
    this.#mostForCallers = mostForCallers
  }

  get size(): number {
    return this.#waiting.length
  }

  add(waiting: Waiting<State, Command, Refused>): void {
    if (waiting.asked.by !== 'event' && this.#waiting.length >= this.#mostForCallers) {
      waiting.reject(new Unavailable('too many commands are waiting'))
      return
    }
    this.#waiting.push(waiting)
  }

  /** Back to the front: their write failed, and they are decided again. */
  putBack(items: readonly Waiting<State, Command, Refused>[]): void {
    this.#waiting = [...items, ...this.#waiting]
  }

  /** The next ones, grouped by aggregate in order of arrival. Those whose caller has given up are told so. */
  take(most: number, now: number): Map<string, Waiting<State, Command, Refused>[]> {
    const groups = new Map<string, Waiting<State, Command, Refused>[]>()
    for (const waiting of this.#waiting.splice(0, most)) {
      if (waiting.asked.deadline !== undefined && waiting.asked.deadline < now) {
        waiting.reject(new Unavailable('the deadline passed before it was done'))
        continue
      }
      const group = groups.get(waiting.id)
      if (group) group.push(waiting)
      else groups.set(waiting.id, [waiting])
    }
    return groups
  }

  rejectAll(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}
