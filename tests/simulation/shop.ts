/** The five services, two replicas each, in one world. */
import type { AnyState } from '@shop/events/decider.ts'
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
import type { SimulatedServiceName } from './accidents.ts'
import type { SimulationOverrides } from './overrides.ts'
import { SimulatedPages } from './pages.ts'
import { SimulatedParticipant } from './participant.ts'
import type { PlannedRequest } from './plan.ts'
import type { SimulatedWorld } from './world.ts'

export class SimulatedShop {
  readonly #participants
  readonly #mypage: SimulatedPages

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
  }

  /** Nothing is under way, and no order waits for anything. */
  get isSettled(): boolean {
    return Object.values(this.#participants).every(({ isSettled }) => isSettled) && this.#mypage.replicas.isSettled
  }

  processesOf(service: SimulatedServiceName) {
    return service === 'mypage' ? this.#mypage.replicas : this.#participants[service].replicas
  }

  /** Undefined where that replica does not run. */
  claim(replica: number, service: PlannedRequest['service'], claim: Claim): Promise<Claimed> | undefined {
    return this.#participants[service].claim(replica, claim)
  }

  /** `deadline`: epoch ms. Undefined where that replica does not run. */
  ask(
    replica: number,
    { service, to, command }: PlannedRequest,
    deadline: number,
  ): Promise<Outcome<AnyState>> | undefined {
    switch (service) {
      case 'order':
        return this.#participants.order.ask(replica, to, command, deadline)
      case 'inventory':
        return this.#participants.inventory.ask(replica, to, command, deadline)
      case 'pay':
        return this.#participants.pay.ask(replica, to, command, deadline)
      case 'delivery':
        return this.#participants.delivery.ask(replica, to, command, deadline)
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
    for (const participant of Object.values(this.#participants))
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
    return {
      documents: {
        order: order.stored(),
        product: inventory.stored(),
        account: pay.stored(),
        delivery: delivery.stored(),
      },
      logs: {
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
