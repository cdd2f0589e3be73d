/** The services, two replicas each, in one world. */
import { domains } from '@shop/contract/domains.ts'
import type { AnyCommand, AnyEvent, AnyState, Decider, Refusal } from '@shop/events/decider.ts'
import type { EventTable, Reactions } from '@shop/events/reactions.ts'
import type { Outcome } from '@shop/events/aggregates/outcome.ts'
import type { FollowStep } from '@shop/events/feed/follow.ts'
import type { Claim, Claimed } from '@shop/events/keys.ts'
import { reactions as ofDelivery } from '@shop/delivery/reactions.ts'
import { reactions as ofInventory } from '@shop/inventory/reactions.ts'
import { deadlinesOf } from '@shop/order/deadlines.ts'
import type { OrderDeadlines } from '@shop/order/domain/due.ts'
import { reactions as ofOrder } from '@shop/order/reactions.ts'
import { reactions as ofPay } from '@shop/pay/reactions.ts'
import type { Evidence } from '../invariants/evidence.ts'
import { services, type SimulatedServiceName } from './accidents.ts'
import type { SimulationOverrides } from './overrides.ts'
import { SimulatedPages } from './pages.ts'
import { SimulatedParticipant } from './participant.ts'
import type { PlannedRequest } from './plan.ts'
import type { SimulatedWorld } from './world.ts'

export class SimulatedShop {
  readonly #participants
  readonly #mypage: SimulatedPages
  /** By kind of aggregate: of domains that no plan sends a request to. They receive the others' events. */
  readonly #others: ReadonlyMap<string, OtherParticipant>

  constructor(world: SimulatedWorld, deadlines: OrderDeadlines, overrides: SimulationOverrides) {
    const { order, product, account, delivery } = overrides.deciders
    const ofTime = deadlinesOf(deadlines, world.newId, () => world.clock.elapsed())
    const ordering = { service: 'order', decider: order, reactions: ofOrder, deadlines: ofTime } as const
    const stocking = { service: 'inventory', decider: product, reactions: ofInventory } as const
    const paying = { service: 'pay', decider: account, reactions: ofPay } as const
    const delivering = { service: 'delivery', decider: delivery, reactions: ofDelivery } as const
    this.#participants = {
      order: new SimulatedParticipant(world, ordering, overrides),
      inventory: new SimulatedParticipant(world, stocking, overrides),
      pay: new SimulatedParticipant(world, paying, overrides),
      delivery: new SimulatedParticipant(world, delivering, overrides),
    }
    this.#mypage = new SimulatedPages(world, overrides)
    this.#others = othersIn(world, overrides)
  }

  get #all() {
    return [...Object.values(this.#participants), ...this.#others.values()]
  }

  /** Nothing is under way, and no order waits for anything. */
  get isSettled(): boolean {
    return this.#all.every(({ isSettled }) => isSettled) && this.#mypage.replicas.isSettled
  }

  processesOf(service: SimulatedServiceName) {
    return service === 'mypage' ? this.#mypage.replicas : this.#participants[service].replicas
  }

  /** Undefined where that replica does not run. */
  claim(replica: number, service: PlannedRequest['service'], claim: Claim): Promise<Claimed> | undefined {
    return this.#participants[service].claim(replica, claim)
  }

  /** `deadline`: epoch ms. Undefined where that replica does not run. */
  request(
    replica: number,
    { service, to, command }: PlannedRequest,
    deadline: number,
  ): Promise<Outcome<AnyState>> | undefined {
    switch (service) {
      case 'order':
        return this.#participants.order.request(replica, to, command, deadline)
      case 'inventory':
        return this.#participants.inventory.request(replica, to, command, deadline)
      case 'pay':
        return this.#participants.pay.request(replica, to, command, deadline)
      case 'delivery':
        return this.#participants.delivery.request(replica, to, command, deadline)
    }
  }

  /** Undefined where that replica does not run. */
  follow(
    replica: number,
    service: PlannedRequest['service'],
    id: string,
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncIterable<FollowStep<AnyState>> | undefined {
    return this.#participants[service].follow(replica, id, after, signal)
  }

  /** As npm run recover. */
  refill(world: SimulatedWorld): void {
    const ids = new Set(world.stream.messages.map(({ data }) => JSON.parse(new TextDecoder().decode(data)).id))
    for (const participant of this.#all)
      for (const event of participant.events()) {
        if (ids.has(event.id)) continue
        ids.add(event.id)
        world.trace(`${event.type} (${event.aggregateId} ${event.aggregateVersion}) is refilled`)
        world.stream.publish(
          `events.${event.aggregate}.${event.type}.${event.aggregateId}`,
          event.type,
          new TextEncoder().encode(JSON.stringify(event)),
          `${event.id}:${world.newId()}`,
        )
      }
  }

  evidence(): Evidence {
    const { order, inventory, pay, delivery } = this.#participants
    const others = [...this.#others]
    return {
      documents: {
        ...Object.fromEntries(others.map(([kind, other]) => [kind, other.stored()])),
        order: order.stored(),
        product: inventory.stored(),
        account: pay.stored(),
        delivery: delivery.stored(),
      },
      logs: {
        ...Object.fromEntries(others.map(([kind, other]) => [kind, other.logged()])),
        order: order.logged(),
        product: inventory.logged(),
        account: pay.logged(),
        delivery: delivery.logged(),
      },
      views: this.#mypage.views(),
      deadOrders: new Set(), // all have been replayed
    }
  }
}

type AnyDecider = Decider<AnyState, AnyCommand, AnyEvent, Refusal>
type OtherParticipant = SimulatedParticipant<AnyState, AnyCommand, AnyEvent, Refusal>

function othersIn(world: SimulatedWorld, overrides: SimulationOverrides): ReadonlyMap<string, OtherParticipant> {
  const known = new Set<string>(services)
  const others = domains.filter(({ name, aggregates }) => aggregates && !known.has(name))
  return new Map(
    others.flatMap(({ name, aggregates = {}, reactions = {} }) =>
      Object.entries(aggregates).map(([kind, { decider }]) => {
        if (!decides(decider)) throw new TypeError(`${name}: its manifest's decider only folds`)
        const role = { service: name, decider, reactions: commandsOf(reactions) }
        return [kind, new SimulatedParticipant(world, role, overrides)] as const
      }),
    ),
  )
}

function decides(decider: object): decider is AnyDecider {
  return 'decide' in decider
}

/** A manifest's table, whose commands only its own decider knows. */
function commandsOf(reactions: EventTable<unknown>): Reactions<AnyCommand> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a domain's reactions lead to commands of its decider
  return reactions as Reactions<AnyCommand>
}
