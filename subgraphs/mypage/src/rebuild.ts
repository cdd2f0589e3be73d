/**
 * Builds the views again from the first event on, beside those in use, and then swaps them, while the shop runs. What happened
 * meanwhile is folded in by reading outboxes and logs once more after the swap: what the views had shown before it stands in one of
 * the two. Of each source the highest version wins, so nothing is counted twice.
 */
import { backoff } from '@shop/events/backoff.ts'
import { aggregates, historyOf } from '@shop/events/collections.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { logId } from '@shop/events/outbox/mongoLog.ts'
import { parseEnvelope } from '@shop/events/contract/envelope.ts'
import { react } from '@shop/events/reactions.ts'
import { nativeCollection } from '@shop/platform/mongo.ts'
import { isOutage } from '@shop/platform/outage.ts'
import type { Connection } from 'mongoose'
import { setTimeout as delay } from 'node:timers/promises'
import type { Change } from './domain/change.ts'
import { reactions } from './reactions.ts'
import { applyAll, openViews, VIEWS, type Views } from './views.ts'

const SUFFIX = '_rebuilt'

export type Progress = (step: 'read' | 'swapped' | 'caught up', events: number) => void | Promise<void>

/**
 * Answers how many events were read. Throws where one cannot be read, or MongoDB fails: the views in use are then untouched. Once they
 * are swapped it is carried through: where MongoDB fails then it is waited for, and what has come meanwhile and cannot be read is left to
 * the consumer, which puts it among the dead letters.
 */
export async function rebuild(connection: Connection, progress: Progress = () => undefined): Promise<number> {
  for (const view of VIEWS) await drop(connection, `${view}${SUFFIX}`)
  const fresh = await openViews(connection, SUFFIX)
  const events = await foldAll(connection, fresh, changeOf, (count) => void progress('read', count))
  for (const view of VIEWS) await swap(connection, view)
  await progress('swapped', events)
  const all = await carriedThrough(async () => foldAll(connection, await openViews(connection), readableChangeOf))
  await progress('caught up', all)
  return all
}

async function carriedThrough<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run()
    } catch (error) {
      if (!isOutage(error)) throw error
      await delay(backoff(attempt))
    }
  }
}

async function foldAll(
  connection: Connection,
  views: Views,
  of: (event: RawEnvelope) => Change | undefined,
  read: (count: number) => void = () => undefined,
): Promise<number> {
  let count = 0
  for (const aggregate of aggregates) {
    for await (const events of historyOf(connection, aggregate).pages()) {
      await applyAll(
        views,
        events.map(of).filter((change) => change !== undefined),
      )
      count += events.length
      read(count)
    }
  }
  return count
}

function changeOf(event: RawEnvelope): Change | undefined {
  const parsed = parseEnvelope(event)
  if (parsed.kind !== 'ok') {
    const place = logId(event.aggregateId, event.aggregateVersion)
    throw new Error(`the event ${place} cannot be read: ${parsed.problem}`)
  }
  return react(reactions, parsed.envelope)
}

function readableChangeOf(event: RawEnvelope): Change | undefined {
  return parseEnvelope(event).kind === 'ok' ? changeOf(event) : undefined
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
