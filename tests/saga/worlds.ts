/** A set of worlds, each a row of whole numbers, found again by their values: an open-addressed table over typed arrays. */
export class Worlds {
  readonly width: number
  #rows: Float64Array
  #table: Int32Array
  #size = 0

  constructor(width: number, capacity = 1 << 16) {
    this.width = width
    this.#rows = new Float64Array(width * capacity)
    this.#table = new Int32Array(capacity * 2).fill(-1)
  }

  get size(): number {
    return this.#size
  }

  /** The number of this world; a new one is the size before it was added. */
  number(world: readonly number[]): number {
    const slot = this.#slotOf(world)
    const known = this.#table[slot] ?? -1
    if (known >= 0) return known
    if (this.#size * 2 >= this.#table.length) {
      this.#grow()
      return this.number(world)
    }
    this.#rows.set(world, this.#size * this.width)
    this.#table[slot] = this.#size
    return this.#size++
  }

  at(number: number): number[] {
    const row: number[] = []
    const from = number * this.width
    for (let i = 0; i < this.width; i++) row.push(this.#rows[from + i] ?? 0)
    return row
  }

  #slotOf(world: readonly number[]): number {
    const mask = this.#table.length - 1
    let slot = hash(world) & mask
    for (;;) {
      const number = this.#table[slot] ?? -1
      if (number < 0 || this.#equals(number, world)) return slot
      slot = (slot + 1) & mask
    }
  }

  #equals(number: number, world: readonly number[]): boolean {
    const from = number * this.width
    for (let i = 0; i < this.width; i++) if (this.#rows[from + i] !== world[i]) return false
    return true
  }

  #grow(): void {
    const rows = new Float64Array(this.#rows.length * 2)
    rows.set(this.#rows)
    this.#rows = rows
    this.#table = new Int32Array(this.#table.length * 2).fill(-1)
    for (let number = 0; number < this.#size; number++) this.#table[this.#slotOf(this.at(number))] = number
  }
}

const { floor, imul } = Math // a global costs more than the arithmetic under jest

/** FNV-1a over the low and high halves of each number. */
function hash(world: readonly number[]): number {
  let mixed = 0x811c9dc5
  for (const value of world) {
    mixed = imul(mixed ^ (value | 0), 0x01000193)
    mixed = imul(mixed ^ floor(value / 0x1_0000_0000), 0x01000193)
    mixed ^= mixed >>> 15
  }
  return mixed >>> 0
}
