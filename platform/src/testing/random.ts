/** Random numbers that a seed gives again. */
export type RandomNumbers = () => number // from 0 up to, not including, 1

/** mulberry32, by Tommy Ettinger (public domain). */
export function seededRandom(seed: number): RandomNumbers {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
