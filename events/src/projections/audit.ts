/**
 * Compares documents with the logs, some of them with each scrape: a projection equals a rebuild from the first event.
 *
 * Of each source the highest version wins, so what a rebuild would make of the events that a document has seen is the fold of the
 * newest of each source: one entry a source, however long its history. An event is logged and published side by side. So what a
 * document has seen may be on its way to the log, as what is logged may be on its way to the document, unless that takes too long.
 */
import type { Collection, FindOptions, WithId } from 'mongodb'
import { isDeepStrictEqual } from 'node:util'
import type { Contract } from '../contract/contract.ts'
import type { RawEnvelope } from '../contract/envelope.ts'
import { newestId, AuditTotals, type Walk } from '../gauges/audit.ts'
import { type LogEntry, logId } from '../outbox/mongo-log.ts'
import type { FoldedDocument } from './folded-documents.ts'
import type { Lateness } from './lateness.ts'
import type { Projection } from './projection.ts'

type Logs = ReadonlyMap<string, Collection<LogEntry>>

export type Auditing<Value> = {
  readonly contract: Contract
  readonly projection: Projection<Value>
  readonly documents: Collection<FoldedDocument<Value>>
  readonly logs: Logs
  readonly lateness: Lateness
  readonly atOnce: number // documents
}

type SourcePosition = { readonly source: string; readonly id: string; readonly version: number } // 0: nothing yet

const timeoutMS = 2_000
const entriesADocument = 8 // about as many as the source of one has, where many are looked at
const onlyIds = { projection: { _id: 1 } }
const idOf = (entry: string) => entry.slice(0, entry.lastIndexOf(':'))

/** Whether each document is what the logs say. */
export function documentsOf<Value>({ contract, projection, documents, logs, lateness, atOnce }: Auditing<Value>): Walk {
  const page: Walk['page'] = async (after, end) => {
    const stored = await pageOf(documents, after, end, atOnce)
    const positions = stored.flatMap((document) => positionsOf(projection, document, logs))
    const entries = await entriesAt(logs, [...positions.filter(({ version }) => version > 0), ...positions.map(nextOf)])
    const found = new AuditTotals()
    found.aggregates = stored.length
    for (const document of stored) {
      const seen = positionsOf(projection, document, logs)
      const missing = seen.filter((position) => says(contract, projection, entries.get(keyOf(nextOf(position)))))
      const unlogged = seen.filter((position) => position.version > 0 && !entries.has(keyOf(position)))
      const lacking = [...missing.map((position) => keyOf(nextOf(position))), ...unlogged.map(unloggedKeyOf)]
      const late = lacking.filter((what) => lateness.isLate(what))
      found.total('behind', missing.length > 0 ? 1 : 0)
      found.breaks('rebuild', late.length > 0 || !isWhatWasSaid(contract, projection, document, seen, entries) ? 1 : 0)
    }
    return { found, next: stored.length < atOnce ? undefined : stored.at(-1)?._id }
  }
  return { newest: () => newestId(documents), page }
}

/** Whether each aggregate of the source has its document. */
export function aggregatesOf<Value>({
  contract,
  projection,
  documents,
  logs,
  lateness,
  atOnce,
}: Auditing<Value>): Walk {
  const { source } = projection
  const log = logOf(logs, source)
  const max = atOnce * entriesADocument
  const page: Walk['page'] = async (after, end) => {
    const entries = await pageOf(log, after, end, max, onlyIds)
    const all = [...new Set(entries.map(({ _id }) => idOf(_id)))]
    const ids = all.slice(0, atOnce)
    const stored = await documents.find({ _id: { $in: ids } } as object, { ...onlyIds, timeoutMS }).toArray()
    const there = new Set(stored.map(({ _id }) => _id))
    const missing = ids.filter((id) => !there.has(id)).map((id) => ({ source, id, version: 1 }))
    const firsts = await entriesAt(logs, missing)
    const behind = missing.map(keyOf).filter((key) => says(contract, projection, firsts.get(key)))
    const found = new AuditTotals()
    found.aggregates = behind.length
    found.total('behind', behind.length)
    found.breaks('rebuild', behind.filter((key) => lateness.isLate(key)).length)
    const over = entries.length < max && all.length === ids.length
    return { found, next: over ? undefined : `${ids.at(-1)};` } // ";" comes right after ":": the other entries of this one are passed over
  }
  return { newest: () => newestId(log), page }
}

/** Where an event is not logged yet, or cannot be read (by this release), nothing is known, and nothing is said. */
function isWhatWasSaid<Value>(
  contract: Contract,
  projection: Projection<Value>,
  { _id, value }: FoldedDocument<Value>,
  seen: readonly SourcePosition[],
  entries: ReadonlyMap<string, LogEntry>,
): boolean {
  const newest = seen.filter(({ version }) => version > 0).map((position) => entries.get(keyOf(position)))
  if (newest.includes(undefined)) return true
  const events = newest.map((entry) => entry && eventOf(contract, entry))
  if (events.includes('unreadable')) return true
  const changes = events
    .filter((event) => typeof event === 'object')
    .map((event) => projection.changeOf(event))
    .filter((change) => change?.id === _id)
  return isDeepStrictEqual(
    changes.reduce<Value | null>((said, change) => change?.apply(said) ?? said, null),
    value,
  )
}

function says<Value>(contract: Contract, projection: Projection<Value>, entry: LogEntry | undefined): boolean {
  const event = entry && eventOf(contract, entry)
  return typeof event === 'object' && projection.changeOf(event) !== undefined
}

function eventOf(contract: Contract, { event }: LogEntry): RawEnvelope | 'unreadable' {
  const parsed = contract.parse(event)
  return parsed.kind === 'ok' ? parsed.envelope : 'unreadable'
}

/** How far the document is with each source. */
function positionsOf<Value>(
  projection: Projection<Value>,
  { _id: id, value }: FoldedDocument<Value>,
  logs: Logs,
): readonly SourcePosition[] {
  const versions = projection.seen(value)
  return [...logs.keys()].flatMap((source) => {
    const version = versions[source]
    return version === undefined ? [] : [{ source, id, version }]
  })
}

function logOf(logs: Logs, source: string): Collection<LogEntry> {
  const log = logs.get(source)
  if (!log) throw new Error(`there is no log of ${source}`)
  return log
}

const nextOf = (position: SourcePosition): SourcePosition => ({ ...position, version: position.version + 1 })
const keyOf = ({ source, id, version }: SourcePosition): string => `${source} ${logId(id, version)}`
const unloggedKeyOf = (position: SourcePosition): string => `log of ${keyOf(position)}`

/** By `keyOf`. */
async function entriesAt(logs: Logs, positions: readonly SourcePosition[]): Promise<ReadonlyMap<string, LogEntry>> {
  const found = new Map<string, LogEntry>()
  for (const [source, some] of Map.groupBy(positions, (position) => position.source)) {
    const ids = some.map(({ id, version }) => logId(id, version))
    const entries = await logOf(logs, source)
      .find({ _id: { $in: ids } }, { timeoutMS })
      .toArray()
    for (const entry of entries) found.set(`${source} ${entry._id}`, entry)
  }
  return found
}

/** At most so many between two ids, the first left out, the last not. */
function pageOf<Document extends { readonly _id: string }>(
  collection: Collection<Document>,
  after: string,
  end: string,
  max: number,
  options: FindOptions = {},
): Promise<WithId<Document>[]> {
  const filter = { _id: { $gt: after, $lte: end } } as object
  return collection
    .find(filter, { ...options, timeoutMS })
    .sort({ _id: 1 })
    .limit(max)
    .toArray()
}
