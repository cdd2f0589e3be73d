/** What the services stand on: time, a network, a stream, chance. It outlives all processes. */
import type { Clock } from '@shop/events/aggregates/ports.ts'
import type { Service } from '@shop/contract/domains.ts'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import type { Message } from '@shop/events/messaging/message.ts'
import { SimulatedClock } from '@shop/events/simulated/clock.ts'
import { RoughNetwork } from '@shop/events/simulated/network.ts'
import { countedIds } from '@shop/events/simulated/service.ts'
import { SimulatedStream } from '@shop/events/simulated/stream.ts'
import type { DeliveryFate } from '@shop/events/simulated/durable.ts'
import { Chance } from './chance.ts'
import { type NetworkFaults, fateOfCall, fateOfUnansweredCall, fateOfDelivery, fine } from './network-faults.ts'

export const start = Date.parse('2026-11-22T12:00:00.000Z')

const maxReplays = 3
const replayEveryMs = 60_000 // longer than a message takes to get there

/** How far the clocks of processes may be from each other: milliseconds. */
const skewsOfClocks: readonly [Skews, ...Skews[]] = [[0], [0, 300, -300], [0, 5_000, -5_000], [0, 20_000, -20_000]]
type Skews = readonly [number, ...number[]]

type SimulatedEngine = 'MongoDB' | 'NATS'

export class SimulatedWorld {
  readonly clock = new SimulatedClock(start)
  readonly stream = new SimulatedStream(this.clock)
  readonly #counter = { count: 0 }
  readonly newId = countedIds(this.clock, this.#counter)
  readonly chance: Chance
  /** Receives the trace. */
  readonly trace: (line: string) => void
  readonly deadLetters = new Map<string, Pick<Message, 'subject' | 'data'>>() // by service and sequence in the stream
  replayed = 0 // dead letters
  readonly skews: Skews
  readonly alarms: string[] = []
  handled = 0 // messages
  readonly #seed: number
  #networkFaults: NetworkFaults
  readonly #awayUntil = { MongoDB: 0, NATS: 0 }
  readonly #poisonedUntil = new Map<Service, number>()
  #replays = 0
  #replayFrom = 0

  constructor(seed: number, networkFaults: NetworkFaults, trace?: (line: string) => void) {
    this.chance = new Chance(seed)
    this.#seed = seed
    this.#networkFaults = networkFaults
    this.skews = new Chance(seed ^ 0x5eed).pick(skewsOfClocks)
    this.trace = trace ? (line) => trace(`${this.clock.now() - start} ms: ${line}`) : () => undefined
  }

  /** No faults from now on, except that poison messages remain so for their time. */
  calmDown(): void {
    this.#networkFaults = fine
    this.#awayUntil.MongoDB = 0
    this.#awayUntil.NATS = 0
  }

  away(engine: SimulatedEngine, forMs: number): void {
    this.#awayUntil[engine] = Math.max(this.#awayUntil[engine], this.clock.now() + forMs)
  }

  /** From now on for so long the service fails to handle every other event. */
  poison(service: Service, forMs: number): void {
    this.#poisonedUntil.set(service, this.clock.now() + forMs)
  }

  isPoison(service: Service, { id }: RawEnvelope): boolean {
    return this.clock.now() < (this.#poisonedUntil.get(service) ?? 0) && this.chanceFor(id).is(0.5)
  }

  /** An operator is still to replay dead letters. */
  get isToReplay(): boolean {
    return this.deadLetters.size > 0 && this.#replays < maxReplays
  }

  /** As an operator would once the fault is repaired, who gives up after a while: each goes where it came from. */
  replayDeadLetters(): void {
    const now = this.clock.now()
    const isRepaired = [...this.#poisonedUntil.values()].every((until) => until <= now)
    if (!this.isToReplay || !isRepaired || now < this.#replayFrom) return
    this.#replays += 1
    this.#replayFrom = now + replayEveryMs
    for (const [key, { subject, data }] of this.deadLetters) {
      this.deadLetters.delete(key)
      this.replayed += 1
      this.trace(`${subject} is replayed from the dead letters`)
      this.stream.publish(subject, subject.split('.')[2] ?? '', data, `replay:${this.newId()}`)
    }
  }

  /** Chance of its own for something with a name, which the presence of others does not change. */
  chanceFor(name: string): Chance {
    return new Chance(
      Array.from(name).reduce((hash, character) => Math.imul(hash ^ character.charCodeAt(0), 16_777_619), this.#seed),
    )
  }

  /** The way from one process to MongoDB or NATS. */
  network(engine: SimulatedEngine, gate?: (run: () => void) => void): RoughNetwork {
    const chance = this.chance.fork()
    return new RoughNetwork(
      this.clock,
      () =>
        this.clock.now() < this.#awayUntil[engine]
          ? fateOfUnansweredCall(chance)
          : fateOfCall(chance, this.#networkFaults),
      gate,
    )
  }

  idsBy(clock: Pick<Clock, 'now'>): () => string {
    return countedIds(clock, this.#counter)
  }

  deliveries(): () => DeliveryFate {
    const chance = this.chance.fork()
    return () => fateOfDelivery(chance, this.#networkFaults)
  }
}

/** A process: its timers and its ways to others end with it. */
export class Process {
  readonly clock: Clock
  readonly mongo: RoughNetwork
  readonly nats: RoughNetwork
  readonly chance: Chance
  readonly newId: () => string
  /** How far its clock is from the others'. */
  skewMs: number
  #alive = true
  #paused: (() => void)[] | undefined

  constructor(world: SimulatedWorld) {
    const gate = (run: () => void) => this.gate(run)
    this.mongo = world.network('MongoDB', gate)
    this.nats = world.network('NATS', gate)
    this.chance = world.chance.fork()
    this.skewMs = this.chance.pick(world.skews)
    this.clock = {
      now: () => world.clock.now() + this.skewMs,
      elapsed: () => world.clock.elapsed(),
      after: (milliseconds, run) => world.clock.after(milliseconds, () => gate(run)),
    }
    this.newId = world.idsBy(this.clock)
  }

  /** Runs now, later where it is paused, or never where it is gone. */
  gate(run: () => void): void {
    if (!this.#alive) return
    if (this.#paused) this.#paused.push(run)
    else run()
  }

  gated<Answer>(run: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve) => this.gate(() => resolve(run())))
  }

  /** Its wall clock is set. */
  setClock(byMs: number): void {
    this.skewMs += byMs
  }

  /** As by SIGSTOP. */
  pause(): void {
    this.#paused ??= []
  }

  resume(): void {
    const paused = this.#paused
    this.#paused = undefined
    for (const run of paused ?? []) run()
  }

  kill(): void {
    this.#alive = false
    this.mongo.cut()
    this.nats.cut()
  }
}
