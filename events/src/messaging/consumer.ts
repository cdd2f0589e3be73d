/**
 * The consumer of a service: takes messages from its durable consumer, so many at once, and has them handled. While NATS is away it
 * waits; where the stream or the consumer has gone, it makes them again.
 */

import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream'
import { setTimeout as after } from 'node:timers/promises'
import { backoff } from '@shop/platform/backoff.ts'
import { systemClock } from '../aggregates/ports.ts'
import type { Contract } from '../contract/contract.ts'
import { DeadLetters } from './dead-letters.ts'
import { deliversAll, ensureDurable } from './durable.ts'
import { InFlight } from './in-flight.ts'
import type { Tries } from './retry-policy.ts'
import { type BackfillOptions, catchUp, handleParked } from './backfill.ts'
import type { Message } from './message.ts'
import { type HandlerObserver, type HandlerOptions, MessageHandler } from './message-handler.ts'
import { MissingStreamObject } from './missing.ts'
import { isForAnother } from './replays.ts'
import { isOutage } from '../outage.ts'
import type { EventStreams } from './connection.ts'
import { ensureStreams } from './streams.ts'

export interface ConsumerObserver extends HandlerObserver {
  /** So many messages that were parked, or were there before the service reacted to their type, have been handled. */
  madeUp(messages: number): void
}

export type EventConsumerOptions = Pick<HandlerOptions, 'contract' | 'types' | 'handle'> & {
  readonly service: string
  readonly streams: EventStreams
  readonly ackWaitMs: number
  readonly maxInFlight?: number // messages; default `maxInFlightOf`
  readonly tries?: Tries | undefined
  readonly parkedEveryMs?: number // between looks at parked messages; default 60,000
  readonly observer: ConsumerObserver
}

/** Messages that the replicas of a service may have in hand together: of what a read model shows they have more, which they store together. */
export function maxInFlightOf({ domains }: Pick<Contract, 'domains'>, service: string): number {
  return domains.some(({ name, readModel }) => name === service && readModel) ? 5_000 : 1_000
}

/**
 * The server sends a heartbeat every second: where it does not, as when the consumer's leader has moved to another server, the
 * client pulls anew after two of them.
 */
const pulling = { expires: 5_000, idle_heartbeat: 1_000 } // milliseconds

/**
 * Rather than by itself it is opened by `consuming`.
 *
 * @example
 * const consumer = consuming({ service, contract, streams, ackWaitMs, log, registry }, ['Counted'], (event) => show(event))
 * await consumer.start()
 */
export class EventConsumer {
  readonly #options: EventConsumerOptions & { readonly maxInFlight: number; readonly parkedEveryMs: number }
  readonly #inFlight: InFlight
  readonly #handler: MessageHandler
  readonly #backfill: BackfillOptions
  readonly #stopping = new AbortController()
  #messages: ConsumerMessages | undefined
  #ackWaitMs: number
  #running: Promise<unknown> = Promise.resolve()

  constructor(options: EventConsumerOptions) {
    const { contract, service } = options
    this.#options = { maxInFlight: maxInFlightOf(contract, service), parkedEveryMs: 60_000, ...options }
    this.#inFlight = new InFlight(this.#options.maxInFlight)
    this.#ackWaitMs = options.ackWaitMs
    const { streams, types, handle, tries, observer } = options
    const deadLetters = new DeadLetters(streams)
    const common = { clock: systemClock, stopping: this.#stopping.signal }
    const moveToDeadLetters: HandlerOptions['moveToDeadLetters'] = (message, cause) =>
      deadLetters.add(service, message, cause)
    this.#handler = new MessageHandler({ contract, types, handle, moveToDeadLetters, tries, observer, ...common })
    const inTurn = async (message: Message) => (await this.#enter(message)).handled
    this.#backfill = { service, contract, handler: this.#handler, inTurn, deadLetters, ...streams, ...common }
  }

  get inFlight(): number {
    return this.#inFlight.size
  }

  /**
   * Resolves when messages are pulled; in an outage, and where only an administrator may make what is missing, after one try, and goes
   * on trying. Rejects where the streams or the consumer are not ours.
   */
  async start(): Promise<void> {
    await this.#open().catch((error: unknown) => {
      if (!(error instanceof MissingStreamObject) && !isOutage(error)) throw error
      this.#options.observer.waiting(error)
    })
    this.#running = Promise.all([this.#consume(), this.#makeUp(), this.#keepAlive()])
  }

  /** Takes no more; what is in flight past `deadline` (of `performance.now()`) is handed back. */
  async stop(deadline: number): Promise<void> {
    this.#stopping.abort()
    this.#messages?.stop()
    const late = new AbortController()
    await Promise.race([
      this.#inFlight.empty(),
      after(Math.max(0, deadline - performance.now()), undefined, { signal: late.signal }).catch(() => undefined),
    ])
    late.abort()
    this.#inFlight.handBack()
    await this.#running
  }

  async #ensureDurable(): Promise<void> {
    const { service, contract, types, ackWaitMs, streams, maxInFlight } = this.#options
    const { manager, names, settings } = streams
    const admin = settings.admin !== false
    const durable = { service, contract, names, types, ackWaitMs, maxInFlight, admin, owner: settings.owner }
    this.#ackWaitMs = await ensureDurable(manager, durable)
  }

  async #open(): Promise<void> {
    const { service, streams, maxInFlight } = this.#options
    const { manager, stream, names, settings } = streams
    await ensureStreams(manager, names, settings)
    await this.#ensureDurable()
    const consumer = await stream.consumers.get(names.events, service)
    this.#messages = await consumer.consume({
      ...pulling,
      max_messages: maxInFlight,
      abort_on_missing_resource: true,
    })
  }

  /** Until stopped. */
  async #consume(): Promise<void> {
    for (let attempt = 1; !this.#stopping.signal.aborted; attempt += 1) {
      try {
        if (!this.#messages) await this.#open()
        attempt = 1
        for await (const message of this.#messages ?? []) await this.#begin(message)
      } catch (error) {
        this.#options.observer.waiting(error)
      }
      this.#messages = undefined
      await this.#pause(backoff(attempt))
    }
  }

  async #begin(message: JsMsg): Promise<void> {
    if (this.#stopping.signal.aborted) return message.nak()
    await this.#enter(message)
  }

  /** Resolves, when a slot is free, to what resolves when it is handled. */
  async #enter(message: Message): Promise<{ readonly handled: Promise<void> }> {
    if (isForAnother(this.#options.streams.names, message, this.#options.service)) {
      message.ack()
      return { handled: Promise.resolve() }
    }
    await this.#inFlight.enter(message)
    return { handled: this.#handler.take(message).then(() => this.#inFlight.leave(message)) }
  }

  /** What else there is to handle, from time to time. */
  async #makeUp(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        let handled = await handleParked(this.#backfill)
        for (const type of this.#options.types) handled += await catchUp(this.#backfill, type)
        if (handled > 0) this.#options.observer.madeUp(handled)
        const { types, streams } = this.#options
        if (!(await deliversAll(streams.manager, { ...this.#backfill, types }))) await this.#ensureDurable()
      } catch (error) {
        this.#options.observer.waiting(error)
      }
      await this.#pause(this.#options.parkedEveryMs)
    }
  }

  /** Extends the ack wait of messages that are still being handled, long before they would be redelivered. */
  async #keepAlive(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const everyMs = this.#ackWaitMs / 3
      await this.#pause(everyMs)
      this.#inFlight.keepAlive(performance.now() - everyMs)
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await after(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
  }
}
