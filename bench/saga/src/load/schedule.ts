/** When orders are to be sent, decided before the first one is: what the system answers does not move them. */
import type { RandomNumbers } from '@shop/platform/testing/random.ts'

export type Arrivals = 'poisson' | 'fixed'

/**
 * Milliseconds from the start, ascending, all below `seconds`. `poisson`: independent buyers, `ratePerSecond` of them on average, with
 * the bunches that chance makes; `fixed`: one every 1/rate.
 */
export function schedule(
  arrivals: Arrivals,
  ratePerSecond: number,
  seconds: number,
  random: RandomNumbers,
): Float64Array {
  const times: number[] = []
  const gap = (): number => (arrivals === 'fixed' ? 1 : -Math.log(1 - random())) / (ratePerSecond / 1000)
  for (let at = arrivals === 'fixed' ? 0 : gap(); at < seconds * 1000 - 1e-6; at += gap()) times.push(at)
  return Float64Array.from(times)
}
