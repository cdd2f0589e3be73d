/** Random choices that a seed repeats. */
import { seededRandom, type RandomNumbers } from '@shop/platform/testing/random.ts'

export class Random {
  /** From 0 up to, not including, 1. */
  readonly next: RandomNumbers

  constructor(seed: number) {
    this.next = seededRandom(seed)
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** @throws for an empty list */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }

  /** Each with the probability, in their order. */
  some<Item>(items: readonly Item[], probability: number): Item[] {
    return items.filter(() => this.chance(probability))
  }
}

/** FNV-1a over the parts, mixed. 32 bits. */
export function hash(...values: readonly (string | number)[]): number {
  let value = 0x811c9dc5
  for (const each of values) {
    for (const character of `${each}\n`) {
      value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
    }
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
