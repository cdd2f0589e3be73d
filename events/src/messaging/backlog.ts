/**
 * How far the saga is behind: messages that wait for the services that participate in it. What only reads along, for a read model, does not
 * count: no order waits for it.
 */

import { JetStreamApiError } from '@nats-io/jetstream'
import { every } from '../aggregates/every.ts'
import { type Clock, systemClock } from '../aggregates/ports.ts'
import type { EventStreams } from './connection.ts'

export type BacklogOptions = {
  readonly streams: Pick<EventStreams, 'manager' | 'names'>
  /** Those that orders wait for. */
  readonly services: readonly string[]
  /** Called where it cannot be looked: the last figure then stands. */
  readonly failed: (error: unknown) => void
  readonly clock?: Clock
  readonly everyMs?: number // default 500
}

const notThere: ReadonlySet<number> = new Set([10_014, 10_059]) // consumer not found, stream not found

/**
 * @example
 * const backlog = new Backlog({ streams, services: ['billing'], failed: (error) => log.warn({ err: error }) })
 * if (backlog.messages > 10_000) throw serviceUnavailable('Too many orders wait.', 5)
 */
export class Backlog {
  readonly #streams: Pick<EventStreams, 'manager' | 'names'>
  readonly #services: readonly string[]
  readonly #stop: () => Promise<void>
  #messages = 0

  constructor({ streams, services, failed, clock = systemClock, everyMs = 500 }: BacklogOptions) {
    this.#streams = streams
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
      const { manager, names } = this.#streams
      const { num_pending, num_ack_pending } = await manager.consumers.info(names.events, service)
      return num_pending + num_ack_pending
    } catch (error) {
      if (error instanceof JetStreamApiError && notThere.has(error.code)) return 0 // yet, or again
      throw error
    }
  }
}
