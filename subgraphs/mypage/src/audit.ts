/**
 * Compares the views with the logs, some documents with each scrape: mypage equals a rebuild from the first event.
 *
 * Of each source the highest version wins, so what a rebuild would make of the events that a document has seen is the fold of the
 * newest of each source: one entry a source tells, however long its history. An event is logged and published side by side. So what a
 * document has seen may be on its way to the log, as what is logged may be on its way to the document, unless that takes too long.
 */
import type { Aggregate } from '@shop/events/contract/catalog.ts'
import { parseEnvelope } from '@shop/events/contract/envelope.ts'
import { newestId, Tally, type Walk } from '@shop/events/gauges/audit.ts'
import { type LogEntry, logId } from '@shop/events/outbox/mongoLog.ts'
import { react } from '@shop/events/reactions.ts'
import type { Collection, FindOptions, WithId } from 'mongodb'
import { isDeepStrictEqual } from 'node:util'
import type { Change } from './domain/change.ts'
import type { FoldedDocument } from './foldedDocuments.ts'
import type { Lateness } from './lateness.ts'
import type { Logs } from './logs.ts'
import { reactions } from './reactions.ts'

export type Seen = { readonly source: Aggregate; readonly version: number } // 0: nothing yet

export type AuditedView<Value> = {
  readonly documents: Collection<FoldedDocument<Value>>
  /** The source that has an aggregate for each document, under the same id. */
  readonly source: Aggregate
  readonly seen: (value: Value) => readonly Seen[]
  readonly fold: (changes: readonly Change[]) => Value | null
}

export type ViewAuditing = {
  readonly logs: Logs
  readonly lateness: Lateness
  readonly atOnce?: number // documents; default 500
}

type Position = Seen & { readonly id: string }

const timeoutMS = 2_000
const entriesADocument = 8 // about as many as the source of one has, where many are looked at
const onlyIds = { projection: { _id: 1 } }
const idOf = (entry: string) => entry.slice(0, entry.lastIndexOf(':'))

/** Whether each document is what the logs say. */
export function documentsOf<Value>(view: AuditedView<Value>, auditing: ViewAuditing): Walk {
  const { logs, lateness, atOnce = 500 } = auditing
  const { documents } = view
  const page: Walk['page'] = async (after, end) => {
    const stored = await pageOf(documents, after, end, atOnce)
    const positions = stored.flatMap(({ _id: id, value }) => view.seen(value).map((seen) => ({ ...seen, id })))
    const entries = await entriesAt(logs, [...positions.filter(({ version }) => version > 0), ...positions.map(nextOf)])
    const found = new Tally()
    found.aggregates = stored.length
    for (const { _id: id, value } of stored) {
      const seen = view.seen(value).map((one) => ({ ...one, id }))
      const missing = seen.filter((position) => says(entries.get(keyOf(nextOf(position)))))
      const unlogged = seen.filter((position) => position.version > 0 && !entries.has(keyOf(position)))
      const lacking = [...missing.map((position) => keyOf(nextOf(position))), ...unlogged.map(unloggedKeyOf)]
      const late = lacking.filter((what) => lateness.isLate(what))
      found.total('behind', missing.length > 0 ? 1 : 0)
      found.breaks('rebuild', late.length > 0 || !isWhatWasSaid(view, value, seen, entries) ? 1 : 0)
    }
    return { found, next: stored.length < atOnce ? undefined : stored.at(-1)?._id }
  }
  return { newest: () => newestId(documents), page }
}

/** Whether each aggregate of the source has its document. */
export function aggregatesOf<Value>({ documents, source }: AuditedView<Value>, auditing: ViewAuditing): Walk {
  const { logs, lateness, atOnce = 500 } = auditing
  const most = atOnce * entriesADocument
  const page: Walk['page'] = async (after, end) => {
    const entries = await pageOf(logs[source], after, end, most, onlyIds)
    const all = [...new Set(entries.map(({ _id }) => idOf(_id)))]
    const ids = all.slice(0, atOnce)
    const stored = await documents.find({ _id: { $in: ids } } as object, { ...onlyIds, timeoutMS }).toArray()
    const there = new Set(stored.map(({ _id }) => _id))
    const missing = ids.filter((id) => !there.has(id)).map((id) => ({ source, id, version: 1 }))
    const firsts = await entriesAt(logs, missing)
    const behind = missing.map(keyOf).filter((key) => says(firsts.get(key)))
    const found = new Tally()
    found.aggregates = behind.length
    found.total('behind', behind.length)
    found.breaks('rebuild', behind.filter((key) => lateness.isLate(key)).length)
    const over = entries.length < most && all.length === ids.length
    return { found, next: over ? undefined : `${ids.at(-1)};` } // ";" comes right after ":": what else this one has told is passed over
  }
  return { newest: () => newestId(logs[source]), page }
}

/** Where an event is not logged yet, or cannot be read (by this release), nothing is known, and nothing is said. */
function isWhatWasSaid<Value>(
  { fold }: AuditedView<Value>,
  value: Value,
  seen: readonly Position[],
  entries: ReadonlyMap<string, LogEntry>,
): boolean {
  const newest = seen.filter(({ version }) => version > 0).map((position) => entries.get(keyOf(position)))
  if (newest.includes(undefined)) return true
  const changes = newest.map((entry) => entry && changeOf(entry))
  if (changes.includes('unreadable')) return true
  return isDeepStrictEqual(fold(changes.filter((change) => typeof change === 'object')), value)
}

function says(entry: LogEntry | undefined): boolean {
  return typeof (entry && changeOf(entry)) === 'object'
}

function changeOf({ event }: LogEntry): Change | 'unreadable' | undefined {
  const parsed = parseEnvelope(event)
  return parsed.kind === 'ok' ? react(reactions, parsed.envelope) : 'unreadable'
}

const nextOf = (position: Position): Position => ({ ...position, version: position.version + 1 })
const keyOf = ({ source, id, version }: Position): string => `${source} ${logId(id, version)}`
const unloggedKeyOf = (position: Position): string => `log of ${keyOf(position)}`

/** By `keyOf`. */
async function entriesAt(logs: Logs, positions: readonly Position[]): Promise<ReadonlyMap<string, LogEntry>> {
  const found = new Map<string, LogEntry>()
  for (const [source, some] of Map.groupBy(positions, (position) => position.source)) {
    const ids = some.map(({ id, version }) => logId(id, version))
    const entries = await logs[source].find({ _id: { $in: ids } }, { timeoutMS }).toArray()
    for (const entry of entries) found.set(`${source} ${entry._id}`, entry)
  }
  return found
}

/** At most so many between two ids, the first left out, the last not. */
function pageOf<Document extends { readonly _id: string }>(
  collection: Collection<Document>,
  after: string,
  end: string,
  most: number,
  options: FindOptions = {},
): Promise<WithId<Document>[]> {
  const filter = { _id: { $gt: after, $lte: end } } as object
  return collection
    .find(filter, { ...options, timeoutMS })
    .sort({ _id: 1 })
    .limit(most)
    .toArray()
}
