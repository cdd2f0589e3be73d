/** The series in which requests are counted. */

import { LRUCache } from 'lru-cache'
import type { RequestRecord } from './observer.ts'
import type { CounterSeries, HistogramSeries, SeriesCounter, SeriesHistogram } from './series.ts'

/** Names that get a series of their own; clients choose names, and memory has an end. */
const MAX_NAMES = 200

type RequestLabel = 'operation' | 'hash' | 'kind' | 'transport' | 'outcome'
type FieldLabel = 'kind' | 'field' | 'outcome'
type TimeLabel = 'kind' | 'transport'

type RequestMetrics = {
  readonly requests: SeriesCounter<RequestLabel>
  readonly fields: SeriesCounter<FieldLabel>
  readonly seconds: SeriesHistogram<TimeLabel>
}

/** The series of requests that have the same name, kind, transport and outcome. */
type OfRequests = {
  readonly requests: CounterSeries<RequestLabel>
  readonly seconds: HistogramSeries<TimeLabel> | undefined
  rootNames: readonly string[]
  fields: readonly CounterSeries<FieldLabel>[]
}

const NONE: readonly string[] = []
const ANONYMOUS = { operation: '', hash: '' }
const OTHERS = { operation: 'other', hash: '' }

/** Of too many names those used longest ago are dropped, and what they had counted is added to "other". */
export class RequestSeries {
  readonly #metrics: RequestMetrics
  readonly #named: LRUCache<string, OfRequests[]>
  /** Of what was no valid operation. */
  readonly #anonymous: OfRequests[] = []
  readonly #fields = new Map<string, CounterSeries<FieldLabel>>()
  readonly #seconds = new Map<string, HistogramSeries<TimeLabel>>()

  constructor(metrics: RequestMetrics) {
    this.#metrics = metrics
    this.#named = new LRUCache({
      max: MAX_NAMES,
      dispose: (dropped) => {
        for (const { requests } of dropped) metrics.requests.merge(requests, { ...requests.labels, ...OTHERS })
      },
    })
  }

  count(record: RequestRecord): void {
    const { requests, seconds, fields } = this.#seriesOf(record)
    requests.total++
    for (const field of fields) field.total++
    seconds?.observe(record.ms / 1000)
  }

  #seriesOf(record: RequestRecord): OfRequests {
    const { kind, transport, outcome, rootNames = NONE } = record
    const ofName = this.#ofName(record)
    let series = ofName.find(
      ({ requests: { labels } }) =>
        labels.kind === kind && labels.transport === transport && labels.outcome === outcome,
    )
    if (!series) ofName.push((series = this.#create(record)))
    if (series.rootNames !== rootNames) {
      series.rootNames = rootNames
      series.fields = rootNames.map((field) => this.#fieldSeries({ kind, field, outcome }))
    }
    return series
  }

  #ofName({ operation = 'anonymous', hash, kind }: RequestRecord): OfRequests[] {
    if (kind === 'none' || hash === undefined) return this.#anonymous
    const name = `${hash} ${operation}`
    const known = this.#named.get(name)
    if (known) return known
    const added: OfRequests[] = []
    this.#named.set(name, added)
    return added
  }

  #create({ operation = 'anonymous', hash, kind, transport, outcome }: RequestRecord): OfRequests {
    const named = kind === 'none' || hash === undefined ? ANONYMOUS : { operation, hash }
    return {
      requests: this.#metrics.requests.series({ ...named, kind, transport, outcome }),
      seconds: kind === 'subscription' ? undefined : this.#timeSeries({ kind, transport }),
      rootNames: NONE,
      fields: [],
    }
  }

  #fieldSeries(labels: Record<FieldLabel, string>): CounterSeries<FieldLabel> {
    const key = Object.values(labels).join(' ')
    const series = this.#fields.get(key) ?? this.#metrics.fields.series(labels)
    this.#fields.set(key, series)
    return series
  }

  #timeSeries(labels: Record<TimeLabel, string>): HistogramSeries<TimeLabel> {
    const key = Object.values(labels).join(' ')
    const series = this.#seconds.get(key) ?? this.#metrics.seconds.series(labels)
    this.#seconds.set(key, series)
    return series
  }
}
