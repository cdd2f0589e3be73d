/**
 * Builds a read model again from the first event on, beside the one in use, and then swaps them, while the shop runs. What happened
 * meanwhile is folded in by reading outboxes and logs once more after the swap: what documents had shown before it stands in one of
 * the two. Of each source the highest version wins, so nothing is counted twice.
 */
import { backoff } from '@shop/platform/backoff.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { historyOf } from '../collections.ts'
import type { Contract } from '../contract/contract.ts'
import type { RawEnvelope } from '../contract/envelope.ts'
import { databaseOf, type DatabaseSource, nativeCollection } from '../native-collection.ts'
import { isOutage } from '../outage.ts'
import { logId } from '../outbox/mongo-log.ts'
import { type Apply, openReadModel } from './read-model.ts'
import type { ReadModel } from './projection.ts'

const SUFFIX = '_rebuilt'

export type OnRebuildProgress = (step: 'read' | 'swapped' | 'caught up', events: number) => void | Promise<void>

/**
 * Answers how many events were read. Throws where one cannot be read, or MongoDB fails: the documents in use are then untouched. Once they
 * are swapped it is carried through: where MongoDB fails then it is waited for, and what has come meanwhile and cannot be read is left to
 * the consumer, which puts it among the dead letters.
 *
 * @example
 * const events = await rebuild(contract, mongo, readModel, (step, count) => console.log(step, count))
 */
export async function rebuild(
  contract: Contract,
  connection: DatabaseSource,
  readModel: ReadModel,
  progress: OnRebuildProgress = () => undefined,
): Promise<number> {
  const collections = readModel.projections.map(({ collection }) => collection)
  for (const collection of collections) await drop(connection, `${collection}${SUFFIX}`)
  const fresh = await openReadModel(connection, readModel, SUFFIX)
  const events = await applyHistory(
    contract,
    connection,
    fresh,
    (event) => eventOf(contract, event),
    (count) => void progress('read', count),
  )
  for (const collection of collections) await swap(connection, collection)
  await progress('swapped', events)
  const all = await carriedThrough(async () =>
    applyHistory(contract, connection, await openReadModel(connection, readModel), (event) =>
      readableEventOf(contract, event),
    ),
  )
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

async function applyHistory(
  contract: Contract,
  connection: DatabaseSource,
  apply: Apply,
  read: (event: RawEnvelope) => RawEnvelope | undefined,
  progress: (count: number) => void = () => undefined,
): Promise<number> {
  let count = 0
  for (const aggregate of contract.aggregates) {
    for await (const events of historyOf(connection, aggregate).pages()) {
      await apply(events.map(read).filter((event) => event !== undefined))
      count += events.length
      progress(count)
    }
  }
  return count
}

function eventOf(contract: Contract, event: RawEnvelope): RawEnvelope {
  const parsed = contract.parse(event)
  if (parsed.kind !== 'ok') {
    const place = logId(event.aggregateId, event.aggregateVersion)
    throw new Error(`the event ${place} cannot be read: ${parsed.problem}`)
  }
  return parsed.envelope
}

function readableEventOf(contract: Contract, event: RawEnvelope): RawEnvelope | undefined {
  const parsed = contract.parse(event)
  return parsed.kind === 'ok' ? parsed.envelope : undefined
}

/** Where no event concerns a collection, there is nothing to swap in: the one in use has nothing either. */
async function swap(connection: DatabaseSource, collection: string): Promise<void> {
  const there = await databaseOf(connection).listCollections({}, { nameOnly: true }).toArray()
  if (!there.some(({ name }) => name === `${collection}${SUFFIX}`)) return
  await nativeCollection(connection, `${collection}${SUFFIX}`).rename(collection, { dropTarget: true })
}

async function drop(connection: DatabaseSource, name: string): Promise<void> {
  await nativeCollection(connection, name).drop()
}
