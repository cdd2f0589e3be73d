/**
 * Which documents of a read model change: the replica that writes one notifies all replicas of its service. Nothing is stored: a follower
 * of a document is notified that it has changed, and reads it.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { errors, type NatsConnection } from '@nats-io/transport-node'
import type { LateNats } from '@shop/platform/late-nats.ts'
import { Unreachable } from '../aggregates/ports.ts'
import { CallerError } from '../caller-error.ts'
import { abortable } from '../feed/abortable.ts'
import type { StreamNames } from '../messaging/stream-names.ts'
import { isOutage } from '../outage.ts'

export type ChangedDocumentsOptions = {
  readonly service: string
  readonly names: Pick<StreamNames, 'changedOf'>
  readonly nats: Pick<LateNats, 'connection'>
  readonly minIntervalMs?: number // between two notifications of a follower; default 250
}

/**
 * @example
 * const changed = new ChangedDocuments({ service: 'overview', names: streams.names, nats: resources.nats })
 * changed.notify(['kim'])
 * for await (const id of changed.follow('kim')) await show(id)
 */
export class ChangedDocuments {
  readonly #options: ChangedDocumentsOptions & { readonly minIntervalMs: number }
  readonly #followers = new Map<string, Set<() => void>>()
  /** Undefined where the server permits no subscription. */
  #listening: NatsConnection | undefined
  #watched: NatsConnection | undefined
  /** False once the server has refused it, as to an account of an earlier release; tried again with a new connection. */
  #mayPublish = true

  constructor(options: ChangedDocumentsOptions) {
    this.#options = { minIntervalMs: 250, ...options }
  }

  get followers(): number {
    let count = 0
    for (const wakes of this.#followers.values()) count += wakes.size
    return count
  }

  /** `ids`: letters, digits, "-" and "_". While NATS is away there are no notifications; followers get one when it is back. */
  notify(ids: Iterable<string>): void {
    const { service, names, nats } = this.#options
    if (!nats.connection) return
    this.#watch(nats.connection)
    if (!this.#mayPublish) return
    try {
      for (const id of new Set(ids)) nats.connection.publish(names.changedOf(service, id))
    } catch (error) {
      if (!isOutage(error)) throw error
    }
  }

  /** Gives the id at once, and then after every change; several within a moment are one. Throws while NATS is away. */
  follow(id: string): AsyncIterableIterator<string, void, void> {
    return abortable((signal) => this.#follow(id, signal))
  }

  async *#follow(id: string, signal: AbortSignal): AsyncGenerator<string, void, void> {
    const nats = this.#listen()
    let changed = true
    let woken: (() => void) | undefined
    const wake = () => {
      changed = true
      woken?.()
    }
    const wakes = this.#followers.get(id) ?? new Set()
    this.#followers.set(id, wakes.add(wake))
    const end = () => woken?.()
    signal.addEventListener('abort', end)
    try {
      await nats.flush() // the server knows of the subscription
      while (!signal.aborted) {
        if (nats !== this.#listening)
          throw new CallerError('SERVICE_UNAVAILABLE', 'Changes cannot be followed now; ask again from time to time.', {
            retryAfter: 1,
          })
        if (changed) {
          changed = false
          yield id
          await delay(this.#options.minIntervalMs, undefined, { signal }).catch(() => undefined)
        } else await new Promise<void>((resolve) => (woken = resolve))
      }
    } finally {
      signal.removeEventListener('abort', end)
      wakes.delete(wake)
      if (wakes.size === 0 && this.#followers.get(id) === wakes) this.#followers.delete(id)
    }
  }

  /** With the first follower, until the connection ends. */
  #listen(): NatsConnection {
    const { service, names, nats } = this.#options
    const { connection } = nats
    if (!connection) throw new Unreachable('NATS is not there yet')
    if (this.#listening) return connection
    this.#watch(connection)
    this.#listening = connection
    connection.subscribe(names.changedOf(service, '*'), {
      callback: (error, { subject }) => {
        if (error) this.#fail()
        else this.#wake(subject.slice(subject.lastIndexOf('.') + 1))
      },
    })
    return connection
  }

  /** Once for a connection. */
  #watch(connection: NatsConnection): void {
    if (this.#watched === connection) return
    this.#watched = connection
    this.#mayPublish = true
    void this.#watchStatus(connection)
  }

  async #watchStatus(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'reconnect') {
        this.#mayPublish = true
        for (const id of this.#followers.keys()) this.#wake(id) // notifications are lost while the connection is broken
      } else if (status.type === 'error' && this.#isRefusal(status.error)) this.#mayPublish = false
    }
  }

  #isRefusal(error: Error): boolean {
    const { service, names } = this.#options
    return (
      error instanceof errors.PermissionViolationError &&
      error.operation === 'publish' &&
      error.subject.startsWith(names.changedOf(service, ''))
    )
  }

  /** An account that may not listen, as one of an earlier release. */
  #fail(): void {
    this.#listening = undefined
    for (const id of this.#followers.keys()) this.#wake(id)
  }

  #wake(id: string): void {
    for (const wake of this.#followers.get(id) ?? []) wake()
  }
}
