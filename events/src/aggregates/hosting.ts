/** The aggregates of a service on MongoDB and JetStream, with what goes on beside them: the sweeper and the deadlines. */

import type { Log } from '@shop/platform/log.ts'
import type { Collection } from 'mongodb'
import type { Registry } from 'prom-client'
import { v7 as uuidV7 } from 'uuid'
import type { AnyCommand, AnyEvent, AnyState, Decider, Refusal } from '../decider.ts'
import { catalog, isEventType } from '../contract/catalog.ts'
import { parseEnvelope } from '../contract/envelope.ts'
import type { EventStreams } from '../messaging/connection.ts'
import { JetStreamPublisher } from '../messaging/jetStreamPublisher.ts'
import { observeAggregates } from '../observing.ts'
import { type LogEntry, MongoLog, indexLog } from '../outbox/mongoLog.ts'
import { Aggregates } from './aggregates.ts'
import { type DueCommand, runDeadlines } from './deadlines.ts'
import type { AggregateDocument } from './document.ts'
import { every } from './every.ts'
import { MongoDocuments, indexDocuments } from './mongoDocuments.ts'
import type { EventContract } from './options.ts'
import { systemClock } from './ports.ts'

export type Hosting<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> = {
  readonly decider: Decider<State, Command, Event, Refused>
  readonly documents: Collection<AggregateDocument>
  readonly events: Collection<LogEntry>
  readonly streams: EventStreams
  readonly log: Log
  readonly registry: Registry
  readonly deadlines?: {
    /** When the next deadline of an aggregate in this state passes. */
    readonly due: (state: State) => Date | undefined
    /** What is then to be done. */
    readonly command: (state: State, now: Date) => DueCommand<Command> | undefined
  }
}

export type Hosted<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> = {
  readonly aggregates: Aggregates<State, Command, Event, Refused>
  readonly eventLog: MongoLog
  /** Finishes what is in flight until `deadline` (epoch ms); the rest stays in the outboxes. */
  stop(deadline: number): Promise<void>
}

const sweepEveryMs = 5_000
const deadlinesEveryMs = 1_000

export async function hostAggregates<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
>(hosting: Hosting<State, Command, Event, Refused>): Promise<Hosted<State, Command, Event, Refused>> {
  const { decider, log, registry, deadlines } = hosting
  await indexDocuments(hosting.documents)
  await indexLog(hosting.events)
  const documents = new MongoDocuments(hosting.documents)
  const eventLog = new MongoLog(hosting.events)
  const aggregates = new Aggregates<State, Command, Event, Refused>({
    decider,
    documents,
    log: eventLog,
    publisher: new JetStreamPublisher(hosting.streams.stream),
    clock: systemClock,
    newId: uuidV7,
    contract,
    due: deadlines?.due,
    observer: observeAggregates(log, registry),
  })
  await aggregates
    .sweep(new Date())
    .catch((err: unknown) => log.warn({ err }, 'sweeping outboxes failed, trying again'))
  const failed = (what: string) => (err: unknown) => log.warn({ err }, `${what} failed, trying again`)
  const stops = [
    every(sweepEveryMs, () => aggregates.sweep(new Date(Date.now() - sweepEveryMs)), failed('sweeping outboxes')),
    ...(deadlines
      ? [
          every(
            deadlinesEveryMs,
            () => runDeadlines(documents, aggregates, deadlines.command, new Date(), failed('a deadline')),
            failed('looking for deadlines'),
          ),
        ]
      : []),
  ]
  return {
    aggregates,
    eventLog,
    stop: async (deadline) => {
      await Promise.all(stops.map((stop) => stop()))
      await aggregates.stop(deadline)
    },
  }
}

const contract: EventContract = {
  schemaVersion: (type) => (isEventType(type) ? catalog[type].schemaVersion : 1),
  admit: (envelope) => {
    const parsed = parseEnvelope(envelope)
    if (parsed.kind !== 'ok') throw new Error(`an event that the contract does not allow: ${parsed.problem}`)
    return parsed.envelope
  },
}
