/** Counters and histograms whose series are looked up once: prom-client writes a text of all labels for each value that it is given. */

import { Counter, Histogram, type CounterConfiguration, type HistogramConfiguration } from 'prom-client'

type SeriesLabels<Name extends string> = Readonly<Record<Name, string>>

/** One series of a counter. */
export class CounterSeries<Name extends string> {
  readonly labels: SeriesLabels<Name>
  total = 0
  /** What of it prom-client has been given. */
  collected = 0

  constructor(labels: SeriesLabels<Name>) {
    this.labels = labels
  }
}

/** A counter that is given what its series have come to when it is collected. */
export class SeriesCounter<Name extends string> {
  readonly #counter: Counter<Name>
  readonly #series = new Set<CounterSeries<Name>>()

  constructor(configuration: CounterConfiguration<Name>) {
    this.#counter = new Counter({ ...configuration, collect: () => this.#series.forEach((one) => this.#collect(one)) })
  }

  /** Its caller keeps it: another call with the same labels would make another. */
  series(labels: SeriesLabels<Name>): CounterSeries<Name> {
    const series = new CounterSeries(labels)
    this.#series.add(series)
    return series
  }

  /** The series is no more; what it had counted is added to another. */
  merge(series: CounterSeries<Name>, into: SeriesLabels<Name>): void {
    this.#series.delete(series)
    this.#counter.remove(series.labels)
    this.#counter.inc(into, series.total)
  }

  #collect(series: CounterSeries<Name>): void {
    if (series.total > series.collected) this.#counter.inc(series.labels, series.total - series.collected)
    series.collected = series.total
  }
}

/** One series of a histogram. */
export class HistogramSeries<Name extends string> {
  readonly labels: SeriesLabels<Name>
  /** Of each bucket alone; the last is of values above all bounds. */
  readonly counts: number[]
  sum = 0
  readonly #bounds: readonly number[]

  constructor(labels: SeriesLabels<Name>, bounds: readonly number[]) {
    this.labels = labels
    this.counts = [...bounds, Infinity].map(() => 0)
    this.#bounds = bounds
  }

  observe(value: number): void {
    let bucket = 0
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? Infinity)) bucket++
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1
    this.sum += value
  }
}

/** A histogram that counts in its series. */
export class SeriesHistogram<Name extends string> extends Histogram<Name> {
  /** Describes it. */
  readonly #empty: Histogram<Name>
  readonly #name: string
  readonly #bounds: readonly number[]
  readonly #series: HistogramSeries<Name>[] = []

  constructor(configuration: HistogramConfiguration<Name> & { readonly buckets: number[] }) {
    super(configuration)
    this.#empty = new Histogram({ ...configuration, registers: [] })
    this.#name = configuration.name
    this.#bounds = configuration.buckets
  }

  /** Its caller keeps it: another call with the same labels would make another. */
  series(labels: SeriesLabels<Name>): HistogramSeries<Name> {
    const series = new HistogramSeries(labels, this.#bounds)
    this.#series.push(series)
    return series
  }

  override async get(): ReturnType<Histogram<Name>['get']> {
    return { ...(await this.#empty.get()), values: this.#series.flatMap((one) => this.#valuesOf(one)) }
  }

  /** What a registry calls instead, where there is one. */
  getForPromString(): ReturnType<Histogram<Name>['get']> {
    return this.get()
  }

  #valuesOf({ labels, counts, sum }: HistogramSeries<Name>) {
    let count = 0
    const buckets = counts.map((ofBucket, index) => {
      count += ofBucket
      const le = this.#bounds[index] ?? '+Inf'
      return { labels: { le, ...labels }, value: count, metricName: `${this.#name}_bucket` }
    })
    return [
      ...buckets,
      { labels, value: sum, metricName: `${this.#name}_sum` },
      { labels, value: count, metricName: `${this.#name}_count` },
    ]
  }
}
