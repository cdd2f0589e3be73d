/**
 * Builds the views again from the first event on, beside those in use, and then swaps them, while the shop runs. What happened
 * meanwhile is folded in by reading outboxes and logs once more after the swap: what the views had shown before it stands in one of
 * the two. Of each source the highest version wins, so nothing is counted twice.
 */
import { aggregates, documents, log } from '@shop/events/collections.ts'
import { type LogEntry } from '@shop/events/outbox/mongoLog.ts'
import { toldPages } from '@shop/events/outbox/toldPages.ts'
import { parseEnvelope } from '@shop/events/contract/envelope.ts'
import { react } from '@shop/events/reactions.ts'
import { nativeCollection } from '@shop/platform/mongo.ts'
import type { Connection } from 'mongoose'
import type { Change } from './domain/change.ts'
import { reactions } from './reactions.ts'
import { applyAll, openViews, VIEWS, type Views } from './views.ts'

const SUFFIX = '_rebuilt'

export type Progress = (step: 'read' | 'swapped' | 'caught up', events: number) => void

/** Answers how many events were read. Throws where an event cannot be read: the views in use are then untouched. */
export async function rebuild(connection: Connection, progress: Progress = () => undefined): Promise<number> {
  for (const view of VIEWS) await drop(connection, `${view}${SUFFIX}`)
  const fresh = await openViews(connection, SUFFIX)
  const events = await foldAll(connection, fresh, (count) => progress('read', count))
  for (const view of VIEWS) await swap(connection, view)
  progress('swapped', events)
  const all = await foldAll(connection, await openViews(connection), () => undefined)
  progress('caught up', all)
  return all
}

async function foldAll(connection: Connection, views: Views, read: (count: number) => void): Promise<number> {
  let count = 0
  for (const aggregate of aggregates) {
    for await (const events of toldPages(documents(connection, aggregate), log(connection, aggregate))) {
      await applyAll(
        views,
        events.map(changeOf).filter((change) => change !== undefined),
      )
      count += events.length
      read(count)
    }
  }
  return count
}

function changeOf({ _id, event }: LogEntry): Change | undefined {
  const parsed = parseEnvelope(event)
  if (parsed.kind !== 'ok') throw new Error(`the event ${_id} cannot be read: ${parsed.problem}`)
  return react(reactions, parsed.envelope)
}

/** Where no event has told of a view, there is nothing to swap in: the one in use has nothing either. */
async function swap(connection: Connection, view: string): Promise<void> {
  const there = await connection.listCollections()
  if (!there.some(({ name }) => name === `${view}${SUFFIX}`)) return
  await nativeCollection(connection, `${view}${SUFFIX}`).rename(view, { dropTarget: true })
}

async function drop(connection: Connection, name: string): Promise<void> {
  await nativeCollection(connection, name).drop()
}
