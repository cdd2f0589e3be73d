/** Chance that is the same for the same seed. */
import { seededRandom } from '@shop/platform/testing/random.ts'

export class Chance {
  readonly random: () => number

  constructor(seed: number) {
    this.random = seededRandom(seed)
  }

  /** True so often, of 1. */
  is(probability: number): boolean {
    return probability > 0 && this.random() < probability
  }

  /** A whole number in [min, max]. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.random() * (max - min + 1))
  }

  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.whole(0, values.length - 1)] ?? values[0]
  }

  /** Mostly short, now and then long: in (0, max]. */
  short(max: number): number {
    return Math.ceil(max * this.random() ** 4)
  }

  /** Another one, which others do not disturb. */
  fork(): Chance {
    return new Chance(Math.floor(this.random() * 2 ** 32))
  }
}
