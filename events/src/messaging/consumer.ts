/**
 * The durable consumer of a service: every message is handled, then acknowledged. One that fails comes again with growing delay and
 * is put among the dead letters after its tries. While the database or the stream is away nothing counts as a try: messages
 * in flight are held, and no more are taken.
 */

import type { ConsumerMessages, JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream'
import { isOutage } from '@shop/platform/outage.ts'
import { setTimeout as after } from 'node:timers/promises'
import { backoff } from '../backoff.ts'
import { type Envelope, parseEnvelope } from '../contract/envelope.ts'
import type { EventType } from '../contract/catalog.ts'
import { failpoint } from '../failpoints.ts'
import { type DeadLetterKind, DeadLetters } from './deadLetters.ts'
import { InFlight } from './inFlight.ts'
import { Failures, judge } from './judging.ts'
import { type StreamSettings, ensureConsumer, ensureStreams, eventsStream } from './streams.ts'
import { subjectsOfType } from './subjects.ts'

export interface ConsumerObserver {
  handled(envelope: Envelope, milliseconds: number): void
  failed(subject: string, error: unknown, failures: number): void
  buried(subject: string, kind: DeadLetterKind, error: string): void
  waiting(error: unknown): void
}

export type EventConsumerOptions = {
  readonly service: string
  readonly types: readonly EventType[]
  /** Resolves when what the event asks for is stored. Handling an event twice must change nothing. */
  readonly handle: (envelope: Envelope) => Promise<void>
  readonly stream: JetStreamClient
  readonly manager: JetStreamManager
  readonly streams: StreamSettings
  readonly ackWaitMs: number
  readonly mostInFlight?: number // messages; default 1,000
  readonly observer: ConsumerObserver
}

export class EventConsumer {
  readonly #options: EventConsumerOptions
  readonly #inFlight: InFlight
  readonly #failures = new Failures()
  readonly #deadLetters: DeadLetters
  readonly #stopping = new AbortController()
  #messages: ConsumerMessages | undefined
  #consuming: Promise<void> = Promise.resolve()

  constructor(options: EventConsumerOptions) {
    this.#options = options
    this.#inFlight = new InFlight(options.mostInFlight ?? 1_000)
    this.#deadLetters = new DeadLetters(options.stream, options.manager)
  }

  get inFlight(): number {
    return this.#inFlight.size
  }

  /** Resolves when the durable consumer exists and messages are asked for. */
  async start(): Promise<void> {
    await this.#open()
    this.#consuming = this.#consume()
    const every = this.#options.ackWaitMs / 3
    const keepAlive = setInterval(() => this.#inFlight.keepAlive(Date.now() - every), every)
    this.#stopping.signal.addEventListener('abort', () => clearInterval(keepAlive))
  }

  /** Takes no more; what is in flight past `deadline` (epoch ms) is handed back. */
  async stop(deadline: number): Promise<void> {
    this.#stopping.abort()
    this.#messages?.stop()
    const late = new AbortController()
    await Promise.race([
      this.#inFlight.empty(),
      after(Math.max(0, deadline - Date.now()), undefined, { signal: late.signal }).catch(() => undefined),
    ])
    late.abort()
    this.#inFlight.handBack()
    await this.#consuming
  }

  async #open(): Promise<void> {
    const { manager, service, types, ackWaitMs, streams, stream } = this.#options
    const mostInFlight = this.#options.mostInFlight ?? 1_000
    await ensureStreams(manager, streams)
    await ensureConsumer(manager, { service, subjects: types.map(subjectsOfType), ackWaitMs, mostInFlight })
    const consumer = await stream.consumers.get(eventsStream, service)
    this.#messages = await consumer.consume({ max_messages: mostInFlight, abort_on_missing_resource: true })
  }

  /** Until stopped. Where the stream or the consumer has gone, makes them again. */
  async #consume(): Promise<void> {
    for (let attempt = 1; !this.#stopping.signal.aborted; attempt += 1) {
      try {
        if (!this.#messages) await this.#open()
        attempt = 0
        for await (const message of this.#messages ?? []) {
          await this.#inFlight.enter(message)
          void this.#take(message)
        }
      } catch (error) {
        this.#options.observer.waiting(error)
      }
      this.#messages = undefined
      if (!this.#stopping.signal.aborted) await this.#pause(attempt + 1)
    }
  }

  async #take(message: JsMsg): Promise<void> {
    try {
      await this.#judged(message)
    } catch (error) {
      this.#options.observer.waiting(error) // the dead-letter stream is away too: the message comes again
    } finally {
      this.#inFlight.leave(message)
    }
  }

  async #judged(message: JsMsg): Promise<void> {
    const parsed = parseEnvelope(message.data)
    if (parsed.kind === 'malformed') return this.#bury(message, 'malformed', parsed.problem, 1)
    if (parsed.kind !== 'ok') return this.#bury(message, 'parked', parsed.problem, 1)
    const started = Date.now()
    try {
      await this.#handlePatiently(parsed.envelope)
    } catch (error) {
      if (this.#stopping.signal.aborted && isOutage(error)) return message.nak()
      return this.#failed(message, error)
    }
    failpoint('before-ack', () => [parsed.envelope.type])
    message.ack()
    failpoint('after-ack', () => [parsed.envelope.type])
    this.#failures.clear(message.info.streamSequence)
    this.#options.observer.handled(parsed.envelope, Date.now() - started)
  }

  /** An outage is waited out, with the message in hand. */
  async #handlePatiently(envelope: Envelope): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#options.handle(envelope)
      } catch (error) {
        if (!isOutage(error) || this.#stopping.signal.aborted) throw error
        this.#options.observer.waiting(error)
        await this.#pause(attempt)
      }
    }
  }

  async #failed(message: JsMsg, error: unknown): Promise<void> {
    const failures = this.#failures.add(message.info.streamSequence)
    this.#options.observer.failed(message.subject, error, failures)
    const judgement = judge(failures)
    if (judgement.verdict === 'again') return message.nak(judgement.afterMs)
    await this.#bury(message, 'failed', error instanceof Error ? error.message : String(error), failures)
  }

  async #bury(message: JsMsg, kind: DeadLetterKind, error: string, tries: number): Promise<void> {
    await this.#deadLetters.add(this.#options.service, message, kind, error, tries)
    message.term(error.slice(0, 100))
    this.#failures.clear(message.info.streamSequence)
    this.#options.observer.buried(message.subject, kind, error)
  }

  async #pause(attempt: number): Promise<void> {
    await after(backoff(attempt), undefined, { signal: this.#stopping.signal }).catch(() => undefined)
  }
}
