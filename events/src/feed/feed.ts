/**
 * The live events of some aggregates, fed by one ordered consumer per process and fanned out by aggregate id. It begins with the
 * first follower and ends with the last. After a gap that it cannot rule out, followers are told to look into the log.
 */

import type { ConsumerMessages, JetStreamClient, JsMsg } from '@nats-io/jetstream'
import { DeliverPolicy } from '@nats-io/jetstream'
import { setTimeout as after } from 'node:timers/promises'
import { backoff } from '../backoff.ts'
import { parseEnvelope } from '../contract/envelope.ts'
import { eventsStream } from '../messaging/streams.ts'
import { aggregateIdIn, subjectsOfAggregate } from '../messaging/subjects.ts'
import { Mailbox } from './mailbox.ts'

export type FeedOptions = {
  readonly stream: JetStreamClient
  readonly aggregate: string
  readonly failed: (error: unknown) => void
  readonly mostWaiting?: number // events a follower may be behind; default 1,000
}

export class Feed {
  readonly #options: FeedOptions
  readonly #followers = new Map<string, Set<Mailbox>>()
  readonly #stopping = new AbortController()
  #messages: ConsumerMessages | undefined
  #running: Promise<void> | undefined
  #joined: Promise<void> | undefined

  constructor(options: FeedOptions) {
    this.#options = options
  }

  get aggregate(): string {
    return this.#options.aggregate
  }

  get followers(): number {
    let count = 0
    for (const mailboxes of this.#followers.values()) count += mailboxes.size
    return count
  }

  /** Resolves when events from now on arrive in the mailbox. `leave` must be called. */
  async join(id: string): Promise<{ readonly mailbox: Mailbox; readonly leave: () => void }> {
    const mailbox = new Mailbox(this.#options.mostWaiting ?? 1_000)
    const mailboxes = this.#followers.get(id) ?? new Set()
    this.#followers.set(id, mailboxes.add(mailbox))
    const leave = () => {
      mailboxes.delete(mailbox)
      if (mailboxes.size === 0 && this.#followers.get(id) === mailboxes) this.#followers.delete(id)
    }
    try {
      await this.#begin()
      return { mailbox, leave }
    } catch (error) {
      leave()
      throw error
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#messages?.stop()
    await this.#running
  }

  #begin(): Promise<void> {
    this.#joined ??= this.#open().then(
      () => {
        this.#running = this.#run()
      },
      (error: unknown) => {
        this.#joined = undefined
        throw error
      },
    )
    return this.#joined
  }

  async #open(): Promise<void> {
    const { stream, aggregate } = this.#options
    const filter_subjects = [subjectsOfAggregate(aggregate)]
    const consumer = await stream.consumers.get(eventsStream, { filter_subjects, deliver_policy: DeliverPolicy.New })
    this.#messages = await consumer.consume({ max_messages: 1_000 })
    void this.#watch(this.#messages)
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#stopping.signal.aborted; attempt += 1) {
      try {
        if (!this.#messages) {
          await this.#open()
          this.#recheck()
        }
        for await (const message of this.#messages ?? []) {
          attempt = 0
          this.#deliver(message)
        }
      } catch (error) {
        this.#options.failed(error)
      }
      this.#messages = undefined
      await after(backoff(attempt + 1), undefined, { signal: this.#stopping.signal }).catch(() => undefined)
    }
  }

  #deliver(message: JsMsg): void {
    const mailboxes = this.#followers.get(aggregateIdIn(message.subject) ?? '')
    if (!mailboxes) return // nobody follows: not even read
    const parsed = parseEnvelope(message.data)
    if (parsed.kind !== 'ok') return
    for (const mailbox of mailboxes) mailbox.put(parsed.envelope)
  }

  /** The client makes an ordered consumer anew by itself; what it may have missed stands in the log. */
  async #watch(messages: ConsumerMessages): Promise<void> {
    for await (const { type } of messages.status()) {
      if (type === 'ordered_consumer_recreated' || type === 'heartbeats_missed') this.#recheck()
    }
  }

  #recheck(): void {
    for (const mailboxes of this.#followers.values()) for (const mailbox of mailboxes) mailbox.put('recheck')
  }
}
