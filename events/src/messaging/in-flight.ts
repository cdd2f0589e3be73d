/** Messages that are being handled: bounded, and kept alive while they wait. */

import type { Message } from './message.ts'

export class InFlight {
  readonly #max: number
  readonly #messages = new Map<Message, number>() // since when, by performance.now()
  #waiting: (() => void)[] = []

  constructor(max: number) {
    this.#max = max
  }

  get size(): number {
    return this.#messages.size
  }

  async enter(message: Message): Promise<void> {
    while (this.#messages.size >= this.#max) await this.#left()
    this.#messages.set(message, performance.now())
  }

  leave(message: Message): void {
    this.#messages.delete(message)
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  async empty(): Promise<void> {
    while (this.#messages.size > 0) await this.#left()
  }

  /** Has the server extend the ack wait of those in flight since before that time, by performance.now(). */
  keepAlive(before: number): void {
    for (const [message, since] of this.#messages) if (since < before) message.working()
  }

  /** Hands all of them back to the server, for another replica or the next start. */
  handBack(): void {
    for (const message of this.#messages.keys()) message.nak()
    this.#messages.clear()
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #left(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
