/**
 * One look a second for all who follow, as long as there are any. Each gets the newest one, and none that says what he knows already; one
 * that reads slowly misses those in between, so nothing piles up.
 */
import { abortable } from '@shop/events/feed/abortable.ts'
import { serviceUnavailable } from '@shop/platform/errors.ts'
import { setTimeout as after } from 'node:timers/promises'

type Looked<Value> = { readonly value: Value; readonly key: string } | { readonly error: unknown }

export type LiveOptions<Value> = {
  readonly look: () => Promise<Value>
  /** What makes two of them different. */
  readonly keyOf: (value: Value) => string
  readonly everyMs?: number
  readonly failed: (error: unknown) => void
}

export class Live<Value> {
  readonly #options: LiveOptions<Value> & { readonly everyMs: number }
  #followers = 0
  #next: Promise<Looked<Value>> | undefined

  constructor(options: LiveOptions<Value>) {
    this.#options = { everyMs: 1_000, ...options }
  }

  /** For tests and gauges. */
  get followers(): number {
    return this.#followers
  }

  /** Throws SERVICE_UNAVAILABLE where it cannot query; the subscriber then comes again. */
  follow(): AsyncIterableIterator<Value, void, void> {
    return abortable((signal) => this.#follow(signal))
  }

  /** Resolves when no look is under way. */
  async settled(): Promise<void> {
    await this.#next
  }

  async *#follow(signal: AbortSignal): AsyncGenerator<Value, void, void> {
    this.#followers += 1
    try {
      for (let seen: string | undefined; !signal.aborted;) {
        const looked = await unlessAborted(this.#look(), signal)
        if (looked === undefined || signal.aborted) return
        if ('error' in looked) throw serviceUnavailable('How the shop is doing cannot be seen now; try again.')
        if (looked.key !== seen) yield looked.value
        seen = looked.key
        await after(this.#options.everyMs, undefined, { signal }).catch(() => undefined)
      }
    } finally {
      this.#followers -= 1
    }
  }

  /** Shared by all callers of the same second. */
  #look(): Promise<Looked<Value>> {
    this.#next ??= this.#looked()
    return this.#next
  }

  async #looked(): Promise<Looked<Value>> {
    const { look, keyOf, everyMs, failed } = this.#options
    try {
      const value = await look()
      return { value, key: keyOf(value) }
    } catch (error) {
      failed(error)
      return { error }
    } finally {
      setTimeout(() => (this.#next = undefined), everyMs).unref()
    }
  }
}

/** Undefined once it is aborted. For each wait anew: a promise that outlives many races keeps what each of them came to. */
async function unlessAborted<Value>(waited: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const abort = () => resolve(undefined)
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([waited, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
