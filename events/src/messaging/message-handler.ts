/**
 * Handles messages: each is acknowledged once its command's outcome is stored. One that fails comes again with growing delay and is put
 * among the dead letters after its tries. While the database or the stream is away nothing counts as a try: the message is
 * kept until they are back.
 */

import { backoff } from '@shop/platform/backoff.ts'
import { isOutage } from '../outage.ts'
import { type Clock, Contended } from '../aggregates/ports.ts'
import type { Contract } from '../contract/contract.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import { failpoint } from '../failpoints.ts'
import { Failures, type Tries, decideRetry } from './retry-policy.ts'
import type { Message } from './message.ts'

export type DeadLetterKind = 'failed' | 'malformed' | 'parked'

export type DeadLetterCause = { readonly kind: DeadLetterKind; readonly error: string; readonly tries: number }

export interface HandlerObserver {
  handled(envelope: Envelope, milliseconds: number): void
  failed(subject: string, error: unknown, failures: number, traceparent: string | undefined): void
  deadLettered(subject: string, kind: DeadLetterKind, error: string, traceparent: string | undefined): void
  waiting(error: unknown): void
}

export type HandlerOptions = {
  /** Reads what comes. */
  readonly contract: Contract
  readonly types: readonly string[]
  /** Resolves when the outcome of the event's command is stored. Handling an event twice must change nothing. */
  readonly handle: (envelope: Envelope) => Promise<void>
  /** Resolves when the message is kept among the dead letters. */
  readonly moveToDeadLetters: (message: Message, deadLettered: DeadLetterCause) => Promise<void>
  readonly clock: Clock
  readonly tries?: Tries | undefined
  readonly observer: HandlerObserver
  /** Once aborted, outages are waited for no more: messages are handed back. */
  readonly stopping: AbortSignal
  readonly random?: (() => number) | undefined // in [0, 1): spreads what is tried again; default Math.random
}

const contendedDelayMs = { min: 20, max: 200 }

export class MessageHandler {
  readonly #options: HandlerOptions
  readonly #types: ReadonlySet<string>
  readonly #failures = new Failures()

  constructor(options: HandlerOptions) {
    this.#options = options
    this.#types = new Set(options.types)
  }

  /** Whether this release reads and reacts to what it says. */
  knows(data: Uint8Array): boolean {
    const parsed = this.#options.contract.parse(data)
    return parsed.kind === 'ok' && this.#types.has(parsed.envelope.type)
  }

  /** Resolves when the message is dealt with: acknowledged, handed back, or among the dead letters. Never rejects. */
  async take(message: Message): Promise<void> {
    try {
      await this.#handleOrRetry(message)
    } catch (error) {
      this.#options.observer.waiting(error) // the dead-letter stream is away too: the message comes again
    }
  }

  async #handleOrRetry(message: Message): Promise<void> {
    const { contract, clock, observer, stopping } = this.#options
    const parsed = contract.parse(message.data)
    if (parsed.kind === 'malformed') return this.#moveToDeadLetters(message, 'malformed', parsed.problem, 1)
    if (parsed.kind !== 'ok') return this.#moveToDeadLetters(message, 'parked', parsed.problem, 1)
    const { envelope } = parsed
    if (!this.#types.has(envelope.type))
      return this.#moveToDeadLetters(message, 'parked', `type: this release does not react to ${envelope.type}`, 1)
    const started = clock.elapsed()
    try {
      await this.#handlePatiently(envelope)
    } catch (error) {
      if (stopping.aborted && isOutage(error)) return message.nak()
      if (error instanceof Contended) return message.nak(spread(contendedDelayMs, this.#options.random))
      return this.#failed(message, error, envelope.traceparent)
    }
    failpoint('before-ack', () => [envelope.type])
    message.ack()
    failpoint('after-ack', () => [envelope.type])
    this.#failures.clear(message.info.streamSequence)
    observer.handled(envelope, clock.elapsed() - started)
  }

  /** An outage is waited out, with the message in hand. */
  async #handlePatiently(envelope: Envelope): Promise<void> {
    const { handle, observer, stopping } = this.#options
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await handle(envelope)
      } catch (error) {
        if (!isOutage(error) || stopping.aborted) throw error
        observer.waiting(error)
        await this.#pause(backoff(attempt, {}, this.#options.random))
      }
    }
  }

  async #failed(message: Message, error: unknown, traceparent: string | undefined): Promise<void> {
    const failures = this.#failures.add(message.info.streamSequence)
    this.#options.observer.failed(message.subject, error, failures, traceparent)
    const judgement = decideRetry(failures, this.#options.tries)
    if (judgement.retryDecision === 'again') return message.nak(judgement.afterMs)
    await this.#moveToDeadLetters(
      message,
      'failed',
      error instanceof Error ? error.message : String(error),
      failures,
      traceparent,
    )
  }

  async #moveToDeadLetters(
    message: Message,
    kind: DeadLetterKind,
    error: string,
    failures: number,
    traceparent?: string,
  ): Promise<void> {
    await this.#options.moveToDeadLetters(message, { kind, error, tries: failures })
    message.term(error.slice(0, 100))
    this.#failures.clear(message.info.streamSequence)
    this.#options.observer.deadLettered(message.subject, kind, error, traceparent)
  }

  /** Ends at once when stopping. */
  #pause(milliseconds: number): Promise<void> {
    const { clock, stopping } = this.#options
    return new Promise((resolve) => {
      const done = () => {
        cancel()
        stopping.removeEventListener('abort', done)
        resolve()
      }
      const cancel = clock.after(milliseconds, done)
      stopping.addEventListener('abort', done)
    })
  }
}

function spread({ min, max }: { readonly min: number; readonly max: number }, random = Math.random): number {
  return Math.round(min + random() * (max - min))
}
