/** A set of worlds, each found again by its values: an open-addressed table over typed arrays. */
import { width, type ModelWorld } from './world.ts'

export class Worlds {
  #rows = new Float64Array(width << 16)
  #hashes = new Int32Array(1 << 16) // of each row
  #table = new Int32Array(1 << 17).fill(-1) // row numbers, by hash
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The number of this world; a new one is the size before it was added. */
  number(world: ModelWorld): number {
    const hash = hashOf(world)
    const mask = this.#table.length - 1
    let slot = hash & mask
    for (let row = this.#table[slot] ?? -1; row >= 0; row = this.#table[slot] ?? -1) {
      if (this.#hashes[row] === hash && this.#equals(row, world)) return row
      slot = (slot + 1) & mask
    }
    if (this.#size === this.#hashes.length) {
      this.#grow()
      return this.number(world)
    }
    this.#rows.set(world, this.#size * width)
    this.#hashes[this.#size] = hash
    this.#table[slot] = this.#size
    return this.#size++
  }

  at(number: number): ModelWorld {
    const row: number[] = []
    for (let i = number * width; i < (number + 1) * width; i++) row.push(this.#rows[i] ?? 0)
    return row
  }

  #equals(number: number, world: ModelWorld): boolean {
    const from = number * width
    for (let i = 0; i < width; i++) if (this.#rows[from + i] !== world[i]) return false
    return true
  }

  #grow(): void {
    const rows = new Float64Array(this.#rows.length * 2)
    rows.set(this.#rows)
    this.#rows = rows
    const hashes = new Int32Array(this.#hashes.length * 2)
    hashes.set(this.#hashes)
    this.#hashes = hashes
    this.#table = new Int32Array(this.#table.length * 2).fill(-1)
    const mask = this.#table.length - 1
    for (let number = 0; number < this.#size; number++) {
      let slot = (hashes[number] ?? 0) & mask
      while ((this.#table[slot] ?? -1) >= 0) slot = (slot + 1) & mask
      this.#table[slot] = number
    }
  }
}

const { floor, imul } = Math // a global costs more than the arithmetic under jest

/** MurmurHash3 (Appleby 2011) over the low and high halves of each number. */
function hashOf(world: ModelWorld): number {
  let hash = 0
  for (let i = 0; i < width; i++) {
    const value = world[i] ?? 0
    hash = mix(mix(hash, value | 0), floor(value / 0x1_0000_0000))
  }
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function mix(hash: number, value: number): number {
  const scrambled = imul(value, 0xcc9e2d51)
  const turned = hash ^ imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593)
  return (imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0
}
