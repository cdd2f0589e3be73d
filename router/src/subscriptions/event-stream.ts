import type { Result } from '../executor.ts'
import type { UpstreamEvent } from './event.ts'

export type StreamLimits = {
  /** Events that may wait for the client. */
  readonly events: number
  /** Bytes of them. */
  readonly bytes: number
}

/** The answer for the client; `anew`: not one that was made for others before. */
export type AnswerEvent = (event: UpstreamEvent, anew: boolean) => Promise<Result>

export type EventStreamOptions = {
  readonly limits: StreamLimits
  /** How events are answered whose giver does not say. */
  readonly answer: AnswerEvent
  /** Called once, when nothing more will be taken from upstream: it ended, the client left, or it is too slow. */
  readonly release: () => void
  /** The client does not keep up: its connection is to be closed. Nothing is dropped silently. */
  readonly slow: () => void
}

type Item = {
  readonly event: UpstreamEvent
  readonly make: () => Promise<Result>
  answer: Promise<Result> | undefined
}
type StreamStep = IteratorResult<Result, undefined>

/** Answers that are made ahead of the client's turn: a burst of events then waits for subgraphs together, not in turn. */
const AHEAD = 8
const DONE: StreamStep = { done: true, value: undefined }

/** What one client of a subscription is sent, in order. `return` ends it also while `next` waits. */
export class EventStream implements AsyncIterableIterator<Result, undefined> {
  readonly #options: EventStreamOptions
  readonly #items: Item[] = []
  #bytes = 0
  #last: Result | undefined
  #finished = false
  #released = false
  #waiting: ((step: StreamStep | Promise<StreamStep>) => void) | undefined

  constructor(options: EventStreamOptions) {
    this.#options = options
  }

  push(event: UpstreamEvent, anew = false, answer = this.#options.answer): void {
    if (this.#finished) return
    this.#items.push({ event, make: () => answer(event, anew), answer: undefined })
    this.#bytes += event.bytes
    const { events, bytes } = this.#options.limits
    if (this.#items.length > events || (this.#bytes > bytes && this.#items.length > 1)) {
      this.#stop()
      this.#options.slow()
      return
    }
    this.#prepare()
    this.#deliver()
  }

  /** Nothing follows but what waits already, and `last`. */
  finish(last?: Result): void {
    if (this.#finished) return
    this.#finished = true
    this.#last = last
    this.#release()
    this.#deliver()
  }

  next(): Promise<StreamStep> {
    const { promise, resolve } = Promise.withResolvers<StreamStep>()
    this.#waiting = resolve
    this.#deliver()
    return promise
  }

  async return(): Promise<StreamStep> {
    this.#stop()
    return DONE
  }

  async throw(error: unknown): Promise<StreamStep> {
    this.#stop()
    throw error
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #deliver(): void {
    const resolve = this.#waiting
    if (!resolve) return
    const item = this.#items[0]
    if (item) {
      this.#waiting = undefined
      this.#prepare()
      this.#items.shift()
      this.#bytes -= item.event.bytes
      resolve((item.answer ?? item.make()).then((value) => ({ done: false, value })))
      this.#prepare()
    } else if (this.#finished) {
      this.#waiting = undefined
      resolve(this.#last ? { done: false, value: this.#last } : DONE)
      this.#last = undefined
    }
  }

  #prepare(): void {
    for (const item of this.#items.slice(0, AHEAD)) {
      if (item.answer) continue
      item.answer = item.make()
      item.answer.catch(() => undefined) // handled where it is delivered
    }
  }

  #stop(): void {
    this.#finished = true
    this.#items.length = 0
    this.#bytes = 0
    this.#last = undefined
    this.#release()
    this.#waiting?.(DONE)
    this.#waiting = undefined
  }

  #release(): void {
    if (this.#released) return
    this.#released = true
    this.#options.release()
  }
}
