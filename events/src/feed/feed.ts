/**
 * The live events of some aggregates, fed by one ordered consumer per process and fanned out by aggregate id. It begins with the
 * first follower. After any gap that it cannot rule out it begins anew, and followers read the log; who listens to all of them reads the
 * stream.
 */

import {
  type Consumer,
  type ConsumerMessages,
  DeliverPolicy,
  type JsMsg,
  type OrderedConsumerOptions,
} from '@nats-io/jetstream'
import { setTimeout as after } from 'node:timers/promises'
import { backoff } from '@shop/platform/backoff.ts'
import type { Contract } from '../contract/contract.ts'
import type { EventStreams } from '../messaging/connection.ts'
import { aggregateIdIn } from '../messaging/subjects.ts'
import { Mailbox } from './mailbox.ts'

export type FeedOptions = {
  readonly streams: Pick<EventStreams, 'stream' | 'manager' | 'names'>
  readonly aggregate: string
  readonly contract: Contract
  readonly failed: (error: unknown) => void
  readonly maxWaiting?: number // events a follower may be behind; default 1,000
}

/** That some aggregate has an event: which one, and where that stands in the stream. */
export type StreamedEvent = { readonly id: string; readonly sequence: number; readonly at: Date }
/** Undefined: the feed may have missed something. */
export type FeedListener = (event: StreamedEvent | undefined) => void

export type JoinedFeed = { readonly mailbox: Pick<Mailbox, 'next'>; readonly leave: () => void }

const takenAtOnce = 1_000 // messages
const heartbeatMs = 5_000 // of the server; where two are missing, something is wrong

/**
 * @example
 * const feed = new Feed({ streams, aggregate: 'counter', contract, failed: (err) => log.warn({ err }) })
 * const { mailbox, leave } = await feed.join(id) // events from now on
 */
export class Feed {
  readonly #options: FeedOptions
  readonly #followers = new Map<string, Set<Mailbox>>()
  readonly #listeners = new Set<FeedListener>()
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
  async join(id: string): Promise<JoinedFeed> {
    const mailbox = new Mailbox(this.#options.maxWaiting ?? 1_000)
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

  /** Resolves when the listener receives every event from now on, of any aggregate; with the function that ends that. */
  async listen(listener: FeedListener): Promise<() => void> {
    this.#listeners.add(listener)
    const leave = () => void this.#listeners.delete(listener)
    try {
      await this.#begin()
      return leave
    } catch (error) {
      leave()
      throw error
    }
  }

  /** The first and the last event that the stream has, of whatever aggregates. */
  async bounds(): Promise<{ readonly first: number; readonly last: number }> {
    const { manager, names } = this.#options.streams
    const { state } = await manager.streams.info(names.events)
    return { first: state.first_seq, last: state.last_seq }
  }

  /** The newest event that the stream has of these aggregates; undefined where it has none. */
  async newest(): Promise<StreamedEvent | undefined> {
    const [event] = await this.#read({ deliver_policy: DeliverPolicy.Last }, Infinity, 1)
    return event
  }

  /** The events from one place in the stream to another, both included; the first `maxEvents` of them. */
  between(first: number, last: number, maxEvents = Infinity): Promise<readonly StreamedEvent[]> {
    return this.#read({ deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: first }, last, maxEvents)
  }

  async #read(
    from: Partial<OrderedConsumerOptions>,
    last: number,
    maxEvents: number,
  ): Promise<readonly StreamedEvent[]> {
    const consumer = await this.#consumer(from)
    const found: StreamedEvent[] = []
    try {
      if ((await consumer.info(true)).num_pending === 0) return found
      const messages = await consumer.consume({
        max_messages: Math.min(takenAtOnce, maxEvents),
        abort_on_missing_resource: true,
      })
      for await (const message of messages) {
        if (message.seq <= last) found.push(streamedEvent(message))
        if (message.seq >= last || found.length >= maxEvents || message.info.pending === 0) break
      }
      return found
    } finally {
      await consumer.delete().catch(() => undefined) // else the server keeps it for some minutes
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#messages?.stop()
    await this.#running
  }

  #begin(): Promise<void> {
    this.#joined ??= this.#open().then(
      (messages) => {
        this.#running = this.#run(messages)
      },
      (error: unknown) => {
        this.#joined = undefined
        throw error
      },
    )
    return this.#joined
  }

  async #open(): Promise<ConsumerMessages> {
    const consumer = await this.#consumer({ deliver_policy: DeliverPolicy.New })
    const messages = await consumer.consume({
      max_messages: takenAtOnce,
      idle_heartbeat: heartbeatMs,
      abort_on_missing_resource: true,
    })
    this.#messages = messages
    if (this.#stopping.signal.aborted) messages.stop()
    return messages
  }

  #consumer(from: Partial<OrderedConsumerOptions>): Promise<Consumer> {
    const { streams, aggregate } = this.#options
    const { stream, names } = streams
    const filter_subjects = names.subjectsOfAggregate(aggregate) // as a string it stands in the request's subject, which NATS can permit
    return stream.consumers.get(names.events, { filter_subjects, ...from })
  }

  async #run(first: ConsumerMessages): Promise<void> {
    let messages: ConsumerMessages | undefined = first
    for (let attempt = 1; !this.#stopping.signal.aborted; attempt += 1) {
      try {
        if (!messages) {
          messages = await this.#open()
          this.#recheck()
        }
        await Promise.all([this.#deliver(messages), this.#watch(messages)])
        attempt = 0
      } catch (error) {
        this.#options.failed(error)
      }
      messages = undefined
      await after(backoff(attempt + 1), undefined, { signal: this.#stopping.signal }).catch(() => undefined)
    }
  }

  async #deliver(messages: ConsumerMessages): Promise<void> {
    for await (const message of messages) this.#fanOut(message)
  }

  #fanOut(message: JsMsg): void {
    for (const listener of this.#listeners) listener(streamedEvent(message))
    const mailboxes = this.#followers.get(aggregateIdIn(message.subject) ?? '')
    if (!mailboxes) return // without followers: not even read
    const parsed = this.#options.contract.parse(message.data)
    if (parsed.kind !== 'ok') return
    for (const mailbox of mailboxes) mailbox.put(parsed.envelope)
  }

  /**
   * The client would make a lost consumer anew by itself, but from a sequence that may be wrong: from the first event where it has not
   * seen any, or beyond the end of a stream that was lost. So it is not left to it.
   */
  async #watch(messages: ConsumerMessages): Promise<void> {
    for await (const { type } of messages.status())
      if (type === 'reset' || type === 'heartbeats_missed' || type === 'stream_not_found') messages.stop()
  }

  #recheck(): void {
    for (const mailboxes of this.#followers.values()) for (const mailbox of mailboxes) mailbox.put('recheck')
    for (const listener of this.#listeners) listener(undefined)
  }
}

function streamedEvent({ subject, seq: sequence, time: at }: JsMsg): StreamedEvent {
  return { id: aggregateIdIn(subject) ?? '', sequence, at }
}
