import { Gauge, type Registry } from 'prom-client'
import { setTimeout as after } from 'node:timers/promises'

export type GaugeReading = { readonly labels?: Readonly<Record<string, string>>; readonly value: number }
export type SampledGauge<Sample> = {
  readonly name: string
  readonly help: string
  readonly labelNames?: readonly string[]
  readonly read: (sample: Sample) => readonly GaugeReading[]
}

const everyMs = 5_000
const timeoutMs = 2_000

/**
 * Gauges of one sample, which is taken at a scrape, and at most every 5 s, however many scrape. Where it
 * cannot be had within 2 s, or is undefined, the gauges are left out of the answer: unknown is not 0. `now`: milliseconds.
 *
 * @example
 * sampledGauges(registry, async () => ({ open: await bills.countDocuments() }), [
 *   { name: 'bills_open', help: 'Bills that are not paid', read: ({ open }) => [{ value: open }] },
 * ])
 */
export function sampledGauges<Sample>(
  registry: Registry,
  sample: () => Promise<Sample | undefined>,
  gauges: readonly SampledGauge<Sample>[],
  now: () => number = () => performance.now(),
): void {
  let takenAt = -Infinity
  let taken: Promise<Sample | undefined> = Promise.resolve(undefined)
  const latest = () => {
    if (now() - takenAt >= everyMs) {
      takenAt = now()
      taken = inTime(sample)
    }
    return taken
  }
  for (const { name, help, labelNames = [], read } of gauges) {
    new Gauge({
      ...{ name, help, labelNames, registers: [registry] },
      async collect() {
        const known = await latest()
        this.reset()
        if (known === undefined) return this.remove({}) // or there would be a 0
        for (const { labels = {}, value } of read(known)) this.set(labels, value)
      },
    })
  }
}

async function inTime<Sample>(sample: () => Promise<Sample | undefined>): Promise<Sample | undefined> {
  const timeout = new AbortController()
  const late = after(timeoutMs, undefined, { signal: timeout.signal, ref: false })
  try {
    return await Promise.race([late, sample()])
  } catch {
    return undefined
  } finally {
    timeout.abort()
    late.catch(() => undefined)
  }
}
