/**
 * How far the saga is behind: messages that wait for the services that take part in it. What only reads along (mypage) does not count:
 * nobody waits for it.
 */

import { JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream'
import { every } from '../aggregates/every.ts'
import { type Clock, systemClock } from '../aggregates/ports.ts'
import { eventsStream } from './streams.ts'

export type BacklogOptions = {
  readonly manager: JetStreamManager
  /** Those that somebody waits for. */
  readonly services: readonly string[]
  /** Called where it cannot be looked: the last figure then stands. */
  readonly failed: (error: unknown) => void
  readonly clock?: Clock
  readonly everyMs?: number // default 500
}

const notThere: ReadonlySet<number> = new Set([10_014, 10_059]) // consumer not found, stream not found

export class Backlog {
  readonly #manager: JetStreamManager
  readonly #services: readonly string[]
  readonly #stop: () => Promise<void>
  #messages = 0

  constructor({ manager, services, failed, clock = systemClock, everyMs = 500 }: BacklogOptions) {
    this.#manager = manager
    this.#services = services
    this.#stop = every(clock, everyMs, () => this.#look(), failed)
  }

  /** To come and in hand, of the service that has most of them. As of a moment ago. */
  get messages(): number {
    return this.#messages
  }

  stop(): Promise<void> {
    return this.#stop()
  }

  async #look(): Promise<void> {
    const sizes = await Promise.all(this.#services.map((service) => this.#of(service)))
    this.#messages = Math.max(...sizes)
  }

  async #of(service: string): Promise<number> {
    try {
      const { num_pending, num_ack_pending } = await this.#manager.consumers.info(eventsStream, service)
      return num_pending + num_ack_pending
    } catch (error) {
      if (error instanceof JetStreamApiError && notThere.has(error.code)) return 0 // yet, or again
      throw error
    }
  }
}
