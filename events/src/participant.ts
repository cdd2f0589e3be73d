/** A service that participates in the saga: its aggregates, its consumer, its live feed and its idempotency keys, all open. */

import type { Aggregates } from './aggregates/aggregates.ts'
import { type Hosting, hostAggregates } from './aggregates/hosting.ts'
import { documents, log } from './collections.ts'
import { crashAtFailpoints } from './crashing.ts'
import type { AnyCommand, AnyEvent, AnyState, Refusal } from './decider.ts'
import { Feed } from './feed/feed.ts'
import type { MongoHistory } from './history/mongo-history.ts'
import { type ClaimedKey, IdempotencyKeys } from './keys.ts'
import { MongoKeys } from './mongo-keys.ts'
import { announce } from './messaging/announcing.ts'
import type { EventStreams } from './messaging/connection.ts'
import { LateStreams } from './messaging/late-streams.ts'
import { listen } from './messaging/listening.ts'
import { answering } from './messaging/reacting.ts'
import { databaseOf, nativeCollection } from './native-collection.ts'
import { readModelWalks } from './projections/audited-read-model.ts'
import { projecting } from './projections/project.ts'
import type { ReadModel } from './projections/projection.ts'
import { type Publishing, showPublishing } from './publishing.ts'
import { type Reactions, typesOf } from './reactions.ts'
import type { ServiceResources, ServiceRuntime } from './runtime.ts'

export type Participation<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> = Pick<Hosting<State, Command, Event, Refused>, 'decider' | 'contract' | 'deadlines' | 'watch'> & {
  readonly reactions: Reactions<Command>
  /** Kept up to date by the same consumer. */
  readonly readModel?: ReadModel | undefined
  /** After so long in which nothing could be published it is shown that publishing does not work; default a minute. */
  readonly maxUnpublishedMs?: number
}

export type Participant<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> = {
  readonly aggregates: Aggregates<State, Command, Event, Refused>
  readonly history: MongoHistory
  readonly feed: Feed
  readonly keys: IdempotencyKeys
  readonly streams: EventStreams
  readonly publishing: Publishing
}

/**
 * Opens it all; the runtime's shutdown owns it. Events are handled from now on, or from when NATS comes.
 *
 * @example
 * const { aggregates } = await participate(runtime, resources, { decider, contract, reactions })
 * await aggregates.execute(id, { type: 'Count', operation: id, by: 2 })
 */
export async function participate<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
>(
  runtime: ServiceRuntime,
  resources: ServiceResources,
  {
    decider,
    contract,
    deadlines,
    watch,
    reactions,
    readModel,
    maxUnpublishedMs = 60_000,
  }: Participation<State, Command, Event, Refused>,
): Promise<Participant<State, Command, Event, Refused>> {
  const { name, config, log: logger, metrics, health, shutdown } = runtime
  const { nats, tracer } = resources
  if (config.FAILPOINTS_DIR) crashAtFailpoints(name, config.FAILPOINTS_DIR)
  const streams = await LateStreams.open(runtime, contract, nats)
  const fence = await announce(runtime, resources, contract, streams)
  const mongo = { db: databaseOf(resources.mongo), fence }
  const kind = contract.aggregate(decider.aggregate)
  const hosted = await hostAggregates({
    ...{ decider, contract, documents: documents(mongo, kind), events: log(mongo, kind) },
    streams,
    log: logger,
    registry: metrics,
    tracer,
    ...(deadlines ? { deadlines } : {}),
    watch: { ...watch, walks: readModel ? readModelWalks(contract, mongo, readModel) : [] },
  })
  await shutdown.own('aggregates', () => hosted.stop(shutdown.deadline))
  showPublishing(contract, metrics, hosted.publishing)
  health.watch('publishing', hosted.publishing.check(maxUnpublishedMs), { counts: false })

  const feed = new Feed({
    streams,
    aggregate: decider.aggregate,
    contract,
    failed: (err) => logger.warn({ err }, 'the live feed failed, trying again'),
  })
  await shutdown.own('feed', () => feed.stop())

  const projected = readModel ? [await projecting({ mongo, tracer }, readModel)] : []
  const reacting = { types: typesOf(reactions), handle: answering(reactions, hosted.aggregates) }
  await listen(runtime, resources, contract, streams, [reacting, ...projected])

  const keys = new IdempotencyKeys(new MongoKeys(nativeCollection<ClaimedKey>(mongo, `${name}_keys`)))
  return { aggregates: hosted.aggregates, history: hosted.history, feed, keys, streams, publishing: hosted.publishing }
}
