/** A service that participates in the saga: the real machinery over what a simulated database and stream keep. */
import { Aggregates } from '@shop/events/aggregates/aggregates.ts'
import { contract } from '@shop/contract/catalog.ts'
import type { Service } from '@shop/contract/domains.ts'
import { loadedAggregate } from '@shop/events/aggregates/document.ts'
import type { AggregateObserver } from '@shop/events/aggregates/options.ts'
import type { Outcome } from '@shop/events/aggregates/outcome.ts'
import type { Deadlines } from '@shop/events/aggregates/deadlines.ts'
import { keepUp } from '@shop/events/aggregates/upkeep.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import type { AnyCommand, AnyEvent, AnyState, Decider, Refusal } from '@shop/events/decider.ts'
import { type Claim, type Claimed, IdempotencyKeys } from '@shop/events/keys.ts'
import { follow, type FollowStep } from '@shop/events/feed/follow.ts'
import { answering } from '@shop/events/messaging/reacting.ts'
import type { Reactions } from '@shop/events/reactions.ts'
import { type Collection, SimulatedDocuments } from '@shop/events/simulated/documents.ts'
import { SimulatedFeed } from '@shop/events/simulated/feed.ts'
import { SimulatedHistory } from '@shop/events/simulated/history.ts'
import { type ClaimedKeys, SimulatedKeys } from '@shop/events/simulated/keys.ts'
import { type Entries, SimulatedLog } from '@shop/events/simulated/log.ts'
import { SimulatedPublisher } from '@shop/events/simulated/stream.ts'
import type { Stored } from '../invariants/evidence.ts'
import type { SimulationOverrides } from './overrides.ts'
import { type ReplicaProgram, Replicas } from './replicas.ts'
import type { Process, SimulatedWorld } from './world.ts'

type ParticipantRole<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> = {
  readonly service: Service
  readonly decider: Decider<State, Command, Event, Refused>
  readonly reactions: Reactions<Command>
  readonly deadlines?: Deadlines<State, Command>
}

type Takes<State extends AnyState, Command, Refused extends Refusal> = ReplicaProgram & {
  readonly claim: (claim: Claim) => Promise<Claimed>
  readonly execute: (id: string, command: Command, deadline: number) => Promise<Outcome<State, Refused>>
  readonly follow: (id: string, after: string | undefined, signal: AbortSignal) => AsyncIterable<FollowStep<State>>
}

/** So small that records, aggregates in memory and batches reach their bounds in every run. */
const small = { operationsKept: 3, maxLoaded: 4, maxBatchSize: 8 }

export class SimulatedParticipant<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> {
  readonly replicas: Replicas<Takes<State, Command, Refused>>
  readonly #world: SimulatedWorld
  readonly #role: ParticipantRole<State, Command, Event, Refused>
  readonly #overrides: SimulationOverrides
  readonly #collection: Collection = new Map()
  readonly #entries: Entries = new Map()
  readonly #keys: ClaimedKeys = new Map()

  constructor(
    world: SimulatedWorld,
    role: ParticipantRole<State, Command, Event, Refused>,
    overrides: SimulationOverrides,
  ) {
    this.#world = world
    this.#role = role
    this.#overrides = overrides
    this.replicas = new Replicas(world, role.service, role.reactions, (process) => this.#open(process))
  }

  get isSettled(): boolean {
    return (
      this.replicas.isSettled && [...this.#collection.values()].every(({ outboxSince, due }) => !outboxSince && !due)
    )
  }

  /** As the resolvers do. Undefined where that replica does not run. */
  claim(replica: number, claim: Claim): Promise<Claimed> | undefined {
    return this.replicas.program(replica)?.claim(claim)
  }

  /** Undefined where that replica does not run. */
  request(
    replica: number,
    id: string,
    command: Command,
    deadline: number,
  ): Promise<Outcome<State, Refused>> | undefined {
    return this.replicas.program(replica)?.execute(id, command, deadline)
  }

  /** Undefined where that replica does not run. */
  follow(
    replica: number,
    id: string,
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncIterable<FollowStep<State>> | undefined {
    return this.replicas.program(replica)?.follow(id, after, signal)
  }

  stored(): Stored[] {
    return [...this.#collection.values()].map((document) => {
      const { id, version, state } = loadedAggregate<State>(document)
      return { id, version, state }
    })
  }

  events(): RawEnvelope[] {
    return [...[...this.#collection.values()].flatMap(({ outbox }) => Object.values(outbox)), ...this.logged()]
  }

  logged(): RawEnvelope[] {
    return [...this.#entries.values()].flat()
  }

  #open(process: Process): Takes<State, Command, Refused> {
    const { mongo, nats, chance, newId } = process
    const clock = this.#overrides.clock(process.clock)
    const { decider, reactions, deadlines } = this.#role
    const { stream } = this.#world
    const documents = this.#overrides.documents(
      new SimulatedDocuments(this.#collection, mongo, (value) => value),
      this.#collection,
    )
    const log = this.#overrides.log(new SimulatedLog(this.#entries, mongo))
    const publisher = new SimulatedPublisher(stream, nats)
    const aggregates = new Aggregates<State, Command, Event, Refused>({
      ...{ decider, documents, log, publisher, clock, newId, contract, due: deadlines?.due, ...small },
      random: chance.random,
      observer: this.#observer(),
    })
    const keys = new IdempotencyKeys(this.#overrides.keys(new SimulatedKeys(this.#keys, mongo)), process.clock)
    const feed = this.#overrides.feed(
      new SimulatedFeed({
        ...{ aggregate: decider.aggregate, contract, stream, clock: process.clock },
        fate: this.#world.deliveries(),
        beginsAnewAfterMs: () => chance.short(10_000),
      }),
    )
    const present = async (id: string) => {
      const [document] = await documents.load([id])
      if (!document) return null
      const { version, state } = loadedAggregate<State>(document)
      return { version, value: state }
    }
    const history = new SimulatedHistory(documents, log)
    const timeout = (milliseconds: number) => {
      const late = new AbortController()
      clock.after(milliseconds, () => late.abort())
      return late.signal
    }
    void keepUp({ aggregates, documents, clock, deadlines, failed: () => undefined })
    return {
      handle: this.#overrides.handle(answering(reactions, aggregates)),
      claim: (claim) => process.gated(() => keys.claim(claim)),
      execute: (id, command, deadline) => process.gated(() => aggregates.execute(id, command, { deadline })),
      follow: (id, after, signal) =>
        follow({ feed, history, id, after, signal, timeout, present: () => present(id), unknownAfterMs: 5_000 }),
      isIdle: () => Object.values(aggregates.load).every((size) => size === 0),
      stop: (deadline) => aggregates.stop(deadline),
    }
  }

  #observer(): AggregateObserver {
    const { trace, alarms } = this.#world
    const nothing = () => undefined
    return {
      saved: (changes) => {
        for (const { id, outbox } of changes)
          for (const { type, aggregateVersion } of outbox.set) trace(`  ${type} (${id} ${aggregateVersion})`)
      },
      ...{ conflicted: nothing, writeFailed: nothing, relayed: nothing, relayFailed: nothing },
      repeated: ({ type, aggregateId, aggregateVersion }) =>
        trace(`  ${type} (${aggregateId} ${aggregateVersion}) again`),
      alarmed: (envelopes) => {
        for (const { aggregateId, aggregateVersion } of envelopes)
          alarms.push(`the log refuses version ${aggregateVersion} of ${aggregateId}`)
      },
    }
  }
}
