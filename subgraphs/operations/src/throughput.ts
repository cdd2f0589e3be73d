/** Orders and their times, minute by minute. A minute that is long over is measured once. */
import { percentile } from '@shop/platform/percentile.ts'
import { LRUCache } from 'lru-cache'
import type { Throughput } from './generated/graphql.ts'
import type { Measured, Orders, TimeSpan } from './orders.ts'

const minuteMs = 60_000
const settledMs = 120_000 // by then the events of a minute have arrived
const atOnce = 6 // minutes

export class Throughputs {
  readonly #orders: Pick<Orders, 'measure'>
  readonly #settled = new LRUCache<number, Throughput>({ max: 180 })

  constructor(orders: Pick<Orders, 'measure'>) {
    this.#orders = orders
  }

  /** The last so many minutes, oldest first; the last of them is the one that has begun. */
  async minutes(count: number, now = Date.now()): Promise<Throughput[]> {
    const begun = Math.floor(now / minuteMs) * minuteMs
    const minutes = Array.from({ length: count }, (_, index) => begun - (count - 1 - index) * minuteMs)
    const found: Throughput[] = []
    for (let next = 0; next < minutes.length; next += atOnce) {
      const some = minutes.slice(next, next + atOnce)
      found.push(...(await Promise.all(some.map((minute) => this.#minute(minute, now)))))
    }
    return found
  }

  /** The last 60 seconds. */
  async last(now = Date.now()): Promise<Throughput> {
    return this.#measured({ from: now - minuteMs, to: now })
  }

  async #minute(from: number, now: number): Promise<Throughput> {
    const known = this.#settled.get(from)
    if (known) return known
    const measured = await this.#measured({ from, to: from + minuteMs })
    if (from + minuteMs + settledMs < now) this.#settled.set(from, measured)
    return measured
  }

  async #measured(span: TimeSpan): Promise<Throughput> {
    return throughputOf(span, await this.#orders.measure(span))
  }
}

export function throughputOf({ from }: TimeSpan, { placed, prepared, tookMs }: Measured): Throughput {
  const sorted = tookMs.toSorted((a, b) => a - b)
  return {
    minute: new Date(from).toISOString(),
    ordersPlaced: placed,
    deliveriesPrepared: prepared,
    p50Ms: percentile(sorted, 50),
    p99Ms: percentile(sorted, 99),
  }
}
