/** Items in order of arrival, written in batches: a window's, and while one is written, what arrives is collected. */

import type { Clock } from '../aggregates/ports.ts'
import { BatchLoop } from './batch-loop.ts'
import { type BatchWindow, WriteMeter } from './batch-window.ts'

export type BatcherOptions<Item> = {
  readonly clock: Clock
  readonly window: BatchWindow
  /** A batch that is full waits for nothing. */
  readonly maxItems: number
  /** What belongs together comes within a window: none of it is written before its first has waited for one, unless a batch is full. */
  readonly keyOf?: (item: Item) => string
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
  /** By key, the oldest first: when the first that waits has come. */
  readonly #since = new Map<string, number>()
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
    const { clock, keyOf } = this.#options
    for (const item of items) {
      this.#items.push(item)
      const key = keyOf?.(item)
      if (key !== undefined && !this.#since.has(key)) this.#since.set(key, clock.elapsed())
    }
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
    this.#since.clear()
    this.#loop.wake()
    return items
  }

  #dueInMs(): number | undefined {
    const { clock, window, maxItems } = this.#options
    if (this.#items.length === 0) return undefined
    if (this.#isHurried || this.#items.length >= maxItems) return 0
    this.#dueAt ??= Math.max(clock.elapsed() + this.#meter.collectMs(window), this.#firstGatheredAt)
    return Math.max(0, this.#dueAt - clock.elapsed())
  }

  async #write(): Promise<void> {
    const { maxItems, write } = this.#options
    const isAnyDue = this.#isHurried || this.#items.length >= maxItems
    this.#isHurried &&= this.#items.length > maxItems
    this.#dueAt = undefined
    const batch = isAnyDue ? this.#items.splice(0, maxItems) : this.#takeGathered()
    this.#forget(batch)
    await this.#meter.timed(batch.length, () => write(batch))
    this.#dueAt = undefined // what has come meanwhile is collected from now on
  }

  /** When the key that has waited longest has waited for a window. */
  get #firstGatheredAt(): number {
    for (const since of this.#since.values()) return since + this.#meter.windowMs(this.#options.window)
    return -Infinity
  }

  /** Those whose key has waited for a window. */
  #takeGathered(): Item[] {
    const { clock, window, keyOf } = this.#options
    if (!keyOf) return this.#items.splice(0)
    const [now, windowMs] = [clock.elapsed(), this.#meter.windowMs(window)]
    const isGathered = (item: Item): boolean => (this.#since.get(keyOf(item)) ?? -Infinity) + windowMs <= now
    const gathered = this.#items.filter(isGathered)
    this.#items = this.#items.filter((item) => !isGathered(item))
    return gathered
  }

  /** They wait no more. What a full batch has left of a key waits no longer than it would have. */
  #forget(batch: readonly Item[]): void {
    const { keyOf } = this.#options
    if (!keyOf) return
    const left = new Set(this.#items.map(keyOf))
    for (const key of new Set(batch.map(keyOf))) if (!left.has(key)) this.#since.delete(key)
  }
}
