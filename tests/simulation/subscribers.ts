/**
 * Subscribers: each follows an aggregate at some replica, and comes back with its last cursor, to whichever, where that breaks off. Each is
 * to get its aggregate's state, and then every event of it, once and in order.
 */
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { CannotFollow, type FollowStep } from '@shop/events/feed/follow.ts'
import { replicas } from './accidents.ts'
import { Chance } from './chance.ts'
import type { SimulatedClients } from './clients.ts'
import type { PlannedRequest, SimulationPlan } from './plan.ts'
import type { SimulatedShop } from './shop.ts'
import type { SimulatedWorld } from './world.ts'

const maxSubscribers = 10
const looksEveryMs = 1_000
const aggregates = { order: 'order', inventory: 'product', pay: 'account', delivery: 'delivery' } as const

type SimulatedSubscription = {
  readonly replica: number
  readonly program: unknown
  readonly unsubscribing: AbortController
}
type Subscriber = {
  readonly service: PlannedRequest['service']
  readonly wanted: string
  readonly chance: Chance
  /** What it received, by version; the initial document has no event. */
  readonly delivered: Map<number, string | undefined>
  cursor: string | undefined
  last: number | undefined
  at: SimulatedSubscription | undefined
}

export class SimulatedSubscribers {
  readonly broken: string[] = []
  readonly #world: SimulatedWorld
  readonly #shop: SimulatedShop
  readonly #clients: SimulatedClients
  readonly #subscribers: readonly Subscriber[]
  #isCalm = false

  constructor(world: SimulatedWorld, shop: SimulatedShop, clients: SimulatedClients, plan: SimulationPlan) {
    this.#world = world
    this.#shop = shop
    this.#clients = clients
    const chance = new Chance(plan.seed ^ 0xf0_11_0b)
    this.#subscribers = plan.workload
      .filter(() => chance.is(0.5))
      .slice(0, maxSubscribers)
      .map(({ service, to }) => {
        const delivered = { delivered: new Map(), cursor: undefined, last: undefined, at: undefined }
        return { service, wanted: to, chance: chance.fork(), ...delivered }
      })
    for (const subscriber of this.#subscribers)
      world.clock.after(subscriber.chance.whole(0, plan.lastsMs), () => this.#look(subscriber))
  }

  /** From now on no subscriber leaves by choice. */
  calmDown(): void {
    this.#isCalm = true
  }

  /** Whether every subscriber received all of this. */
  areThrough(logged: readonly RawEnvelope[]): boolean {
    return this.#subscribers.every((subscriber) => this.#missing(subscriber, logged) === undefined)
  }

  /** Events that were not delivered, or differ from the log; one line each. */
  faults(logged: readonly RawEnvelope[]): string[] {
    const missing = this.#subscribers.flatMap((subscriber) => this.#missing(subscriber, logged) ?? [])
    const ids = new Set(logged.map(({ id }) => id))
    const unheardOf = this.#subscribers.flatMap(({ delivered, service }) =>
      [...delivered.values()]
        .filter((id) => id !== undefined && !ids.has(id))
        .map((id) => `a subscriber of ${service} received ${id}, which is in no log`),
    )
    return [...this.broken, ...missing, ...unheardOf]
  }

  #missing(subscriber: Subscriber, logged: readonly RawEnvelope[]): string | undefined {
    const id = this.#id(subscriber)
    const aggregate = aggregates[subscriber.service]
    const newest =
      logged.findLast((event) => event.aggregateId === id && event.aggregate === aggregate)?.aggregateVersion ?? 0
    if (newest === 0 || subscriber.last === newest) return undefined
    return `a subscriber of ${subscriber.service} ${id} received up to version ${subscriber.last} of ${newest}`
  }

  /** From time to time: whether its replica is still the one it is connected to. Comes back where it is not. */
  #look(subscriber: Subscriber): void {
    const { chance, at } = subscriber
    const leaves = !this.#isCalm && chance.is(0.3)
    if (at && (leaves || this.#programOf(subscriber, at.replica) !== at.program)) {
      at.unsubscribing.abort()
      subscriber.at = undefined
    }
    if (!subscriber.at) this.#subscribe(subscriber)
    this.#world.clock.after(looksEveryMs, () => this.#look(subscriber))
  }

  #subscribe(subscriber: Subscriber): void {
    const replica = subscriber.chance.whole(0, replicas - 1)
    const program = this.#programOf(subscriber, replica)
    if (!program) return
    const unsubscribing = new AbortController()
    const at = { replica, program, unsubscribing }
    subscriber.at = at
    const { service, cursor } = subscriber
    const steps = this.#shop.follow(replica, service, this.#id(subscriber), cursor, unsubscribing.signal)
    if (steps) void this.#listen(subscriber, at, steps)
  }

  async #listen(
    subscriber: Subscriber,
    at: SimulatedSubscription,
    steps: AsyncIterable<FollowStep<unknown>>,
  ): Promise<void> {
    try {
      for await (const step of steps) {
        if (subscriber.at !== at) return
        this.#hear(subscriber, step)
      }
    } catch (error) {
      if (subscriber.at !== at) return
      if (error instanceof CannotFollow && error.why !== 'unknown') this.#breaks(subscriber, error.why)
    }
    if (subscriber.at === at) subscriber.at = undefined
  }

  #hear(subscriber: Subscriber, step: FollowStep<unknown>): void {
    const { last } = subscriber
    const isNext = step.kind === 'present' ? last === undefined : step.version === (last ?? 0) + 1
    if (!isNext) this.#breaks(subscriber, `it received ${step.kind} ${step.version} after version ${last}`)
    subscriber.delivered.set(step.version, step.kind === 'event' ? step.envelope.id : undefined)
    subscriber.last = step.version
    subscriber.cursor = step.cursor
  }

  #breaks(subscriber: Subscriber, why: string): void {
    const line = `a subscriber of ${subscriber.service} ${this.#id(subscriber)}: ${why}`
    this.#world.trace(line)
    this.broken.push(line)
  }

  #programOf({ service }: Subscriber, replica: number): unknown {
    return this.#shop.processesOf(service).program(replica)
  }

  /** An order may have been placed under another operation than planned. */
  #id({ wanted }: Subscriber): string {
    const [placed = wanted] = this.#clients.claimed.get(wanted) ?? []
    return placed
  }
}
