/** The aggregates of a service on MongoDB and JetStream, with what goes on beside them: the sweeper and the deadlines. */

import type { Log } from '@shop/platform/log.ts'
import { noTracer, type Tracer } from '@shop/platform/tracer.ts'
import type { Collection } from 'mongodb'
import type { Registry } from 'prom-client'
import { v7 as uuidV7 } from 'uuid'
import type { Contract } from '../contract/contract.ts'
import type { AnyCommand, AnyEvent, AnyState, Decider, Refusal } from '../decider.ts'
import { timeSagas } from '../gauges/times.ts'
import { type AggregateWatch, watchAggregates } from '../gauges/watch.ts'
import type { EventStreams } from '../messaging/connection.ts'
import { JetStreamPublisher } from '../messaging/jet-stream-publisher.ts'
import { MongoHistory } from '../history/mongo-history.ts'
import { observeAggregates } from '../observing.ts'
import { Publishing } from '../publishing.ts'
import { tracedDocuments, tracedLog, tracedPublisher } from '../tracing.ts'
import { type LogEntry, MongoLog, indexLog } from '../outbox/mongo-log.ts'
import { Aggregates } from './aggregates.ts'
import type { AggregateDocument } from './document.ts'
import { MongoDocuments, indexDocuments } from './mongo-documents.ts'
import { systemClock } from './ports.ts'
import type { Deadlines } from './deadlines.ts'
import { keepUp } from './upkeep.ts'

export type Hosting<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> = {
  readonly decider: Decider<State, Command, Event, Refused>
  readonly contract: Contract
  readonly documents: Collection<AggregateDocument>
  readonly events: Collection<LogEntry>
  readonly streams: EventStreams
  readonly log: Log
  readonly registry: Registry
  readonly tracer?: Tracer
  readonly deadlines?: Deadlines<State, Command>
  readonly watch?: AggregateWatch<State>
}

export type Hosted<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> = {
  readonly aggregates: Aggregates<State, Command, Event, Refused>
  readonly history: MongoHistory
  readonly publishing: Publishing
  /** Finishes what is in flight until `deadline` (of `performance.now()`); the rest is left in the outboxes. */
  stop(deadline: number): Promise<void>
}

/**
 * Opens them: indexes are made, what a crash left in outboxes is published, deadlines are watched, metrics shown. Rejects where MongoDB
 * does not answer for a minute.
 *
 * @example
 * const hosted = await hostAggregates({ decider, contract, documents, events, streams, log, registry })
 * await hosted.aggregates.execute(id, command)
 * await hosted.stop(performance.now() + 10_000)
 */
export async function hostAggregates<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
>(hosting: Hosting<State, Command, Event, Refused>): Promise<Hosted<State, Command, Event, Refused>> {
  const { decider, contract, streams, log, registry, tracer = noTracer, deadlines, watch = {} } = hosting
  await indexDocuments(hosting.documents, { haveDeadlines: deadlines !== undefined })
  await indexLog(hosting.events)
  const documents = new MongoDocuments(hosting.documents)
  const publishing = new Publishing()
  const aggregates = new Aggregates<State, Command, Event, Refused>({
    decider,
    documents: tracedDocuments(documents, tracer, hosting.documents.collectionName),
    log: tracedLog(new MongoLog(hosting.events), tracer, hosting.events.collectionName),
    publisher: publishing.watched(
      tracedPublisher(new JetStreamPublisher(streams), tracer, { contract, names: streams.names }),
    ),
    clock: systemClock,
    newId: uuidV7,
    contract,
    due: deadlines?.due,
    tracer,
    observer: observeAggregates(contract, log, registry, watch.times && timeSagas(contract, registry, watch.times)),
  })
  watchAggregates(contract, registry, hosting.documents, hosting.events, watch)
  const failed = (what: string, err: unknown) => log.warn({ err }, `${what} failed, trying again`)
  const stopUpkeep = await keepUp({ aggregates, documents, clock: systemClock, deadlines, failed })
  return {
    aggregates,
    history: new MongoHistory(hosting.documents, hosting.events),
    publishing,
    stop: async (deadline) => {
      await stopUpkeep()
      await aggregates.stop(deadline)
    },
  }
}
