/** Timers by time, and of one moment by the order in which they were set: a binary heap. */

export type Timer = { readonly at: number; readonly order: number; readonly run: () => void; cancelled: boolean }

export class Timers {
  readonly #heap: Timer[] = []
  #order = 0

  add(at: number, run: () => void): Timer {
    const timer = { at, order: (this.#order += 1), run, cancelled: false }
    const heap = this.#heap
    let place = heap.length
    for (let above = (place - 1) >> 1; place > 0 && isBefore(timer, heap[above]); above = (place - 1) >> 1) {
      this.#put(heap[above], place)
      place = above
    }
    heap[place] = timer
    return timer
  }

  /** The next to run; those that were cancelled are gone. */
  first(): Timer | undefined {
    while (this.#heap[0]?.cancelled) this.removeFirst()
    return this.#heap[0]
  }

  removeFirst(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      const below = isBefore(heap[left + 1], heap[left]) ? left + 1 : left
      if (!isBefore(heap[below], last)) break
      this.#put(heap[below], place)
      place = below
    }
    heap[place] = last
  }

  #put(timer: Timer | undefined, place: number): void {
    if (timer) this.#heap[place] = timer
  }
}

function isBefore(one: Timer | undefined, other: Timer | undefined): boolean {
  if (!one || !other) return one !== undefined
  return one.at === other.at ? one.order < other.order : one.at < other.at
}
