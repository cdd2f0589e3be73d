/** Items in order of arrival, written in batches: a window's, and while one is written, what arrives is collected. */

import type { Clock } from '../aggregates/ports.ts'
import { BatchLoop } from './batch-loop.ts'
import { type BatchWindow, WriteMeter } from './batch-window.ts'

export type BatcherOptions<Item> = {
  readonly clock: Clock
  readonly window: BatchWindow
  /** A batch that is full waits for nothing. */
  readonly maxItems: number
  /** Never called while a call is under way; must not reject. */
  readonly write: (items: Item[]) => Promise<void>
}

/**
 * @example
 * const batcher = new Batcher<string>({ clock: systemClock, window, maxItems: 500, write: (lines) => insert(lines) })
 * batcher.add('first', 'second') // one write of both, after the window
 */
export class Batcher<Item> {
  readonly #options: BatcherOptions<Item>
  readonly #meter: WriteMeter
  readonly #loop: BatchLoop
  #items: Item[] = []
  #dueAt: number | undefined
  #isHurried = false

  constructor(options: BatcherOptions<Item>) {
    this.#options = options
    this.#meter = new WriteMeter(options.clock)
    this.#loop = new BatchLoop(options.clock, { dueInMs: () => this.#dueInMs(), write: () => this.#write() })
  }

  get size(): number {
    return this.#items.length
  }

  add(...items: readonly Item[]): void {
    for (const item of items) this.#items.push(item)
    const dueInMs = this.#dueInMs()
    if (dueInMs !== undefined) this.#loop.wake(dueInMs)
  }

  /** Waits for nothing but the write under way. */
  flush(): void {
    if (this.#items.length === 0) return
    this.#isHurried = true
    this.#loop.wake()
  }

  /** Takes out whatever waits, which is then not written. */
  clear(): Item[] {
    const items = this.#items.splice(0)
    this.#loop.wake()
    return items
  }

  #dueInMs(): number | undefined {
    const { clock, window, maxItems } = this.#options
    if (this.#items.length === 0) return undefined
    if (this.#isHurried || this.#items.length >= maxItems) return 0
    this.#dueAt ??= clock.elapsed() + this.#meter.collectMs(window)
    return Math.max(0, this.#dueAt - clock.elapsed())
  }

  async #write(): Promise<void> {
    const { maxItems, write } = this.#options
    this.#isHurried &&= this.#items.length > maxItems
    this.#dueAt = undefined
    const batch = this.#items.splice(0, maxItems)
    await this.#meter.timed(batch.length, () => write(batch))
    this.#dueAt = undefined // what has come meanwhile is collected from now on
  }
}
