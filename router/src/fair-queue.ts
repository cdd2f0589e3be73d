/**
 * What waits, each caller's in a lane of its own: lanes take turns (round robin), and the first of a lane comes first. Where there is no place
 * left, the longest lane gives up its newest item, as FQ-CoDel drops from the fattest flow (RFC 8290): a flooding caller fills what
 * others leave, and has no more than they when they come.
 */
export class FairQueue<Item> {
  readonly #maxItems: number
  /** The lane whose turn is next comes first; none is empty. */
  readonly #lanes = new Map<string, Item[]>()
  #size = 0

  constructor(maxItems = Infinity) {
    this.#maxItems = maxItems
  }

  get size(): number {
    return this.#size
  }

  /** Answers which item has no place: another that waited, or this one; undefined where all have theirs. */
  push(caller: string, item: Item): Item | undefined {
    const displaced = this.#size >= this.#maxItems ? this.#displaced(caller) : undefined
    if (this.#size >= this.#maxItems) return item
    const lane = this.#lanes.get(caller)
    if (lane) lane.push(item)
    else this.#lanes.set(caller, [item])
    this.#size++
    return displaced
  }

  /** The next one. */
  shift(): Item | undefined {
    const [next] = this.#lanes
    if (!next) return undefined
    const [caller, lane] = next
    const item = lane.shift()
    this.#size--
    this.#lanes.delete(caller)
    if (lane.length > 0) this.#lanes.set(caller, lane)
    return item
  }

  /** Whether it waited; it does no more. */
  remove(caller: string, item: Item): boolean {
    const lane = this.#lanes.get(caller) ?? []
    const index = lane.indexOf(item)
    if (index < 0) return false
    lane.splice(index, 1)
    this.#size--
    if (lane.length === 0) this.#lanes.delete(caller)
    return true
  }

  /** The newest of the longest lane, unless the caller's own would then be as long. */
  #displaced(caller: string): Item | undefined {
    const lengthAfter = (this.#lanes.get(caller)?.length ?? 0) + 1
    let longest: Item[] = []
    for (const lane of this.#lanes.values()) if (lane.length > longest.length) longest = lane
    if (longest.length <= lengthAfter) return undefined
    this.#size--
    return longest.pop()
  }
}
