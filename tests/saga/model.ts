/**
 * The saga of one order as a state model, over the real deciders and reactions. Messages in flight are a set: any of them may
 * come next. Beyond deliveries, a message may come and remain in flight (a duplicate, at any later time), get lost, or a user may act.
 */
import type { Delivery, DeliveryCommand } from '@shop/delivery/domain/delivery.ts'
import { AT } from '@shop/events/testing/given.ts'
import type { Product, ProductCommand } from '@shop/inventory/domain/product.ts'
import { due } from '@shop/order/domain/due.ts'
import type { Order, OrderCommand } from '@shop/order/domain/order.ts'
import type { Account, AccountCommand } from '@shop/pay/domain/account.ts'
import { type Before, SagaModel, type Deciders, ORDER, real } from './saga-model.ts'
import {
  forEachFlying,
  isQuiet,
  aggregateModel,
  sending,
  spend,
  spent,
  spentOn,
  stateOf,
  type ModelWorld,
  without,
  worldOf,
} from './world.ts'

/** Who does what, one after another, at any time between; what then decides nothing or is refused has not happened. */
export type Scenario = Before & {
  readonly place: OrderCommand
  readonly person?: readonly OrderCommand[]
  readonly deadline?: readonly OrderCommand[]
  readonly carrier?: readonly DeliveryCommand[]
  readonly stocker?: readonly ProductCommand[]
  readonly giver?: readonly AccountCommand[]
  /** How often a message may be duplicated, get lost, and the order be nudged while messages are in flight. */
  readonly duplicates?: number
  readonly losses?: number
  readonly nudges?: number
}

/** What stands in a world, in the terms of the domains. */
export type ModelState = {
  readonly order: Order
  readonly product: Product
  readonly account: Account
  readonly delivery: Delivery
  /** A message was lost on the way. */
  readonly lossy: boolean
}

/** `free` steps may happen without end: deliveries, and nudges of a quiet world. The others happen only so often. */
export type OnStep = (world: ModelWorld, free: boolean, what: () => string) => void

type Actor = {
  readonly slot: keyof typeof spent
  readonly aggregateModel: number
  readonly commands: readonly number[]
}

export class Model {
  readonly start: ModelWorld
  readonly #sagaModel: SagaModel
  readonly #actors: readonly Actor[]
  readonly #max: { readonly duplicate: number; readonly loss: number; readonly nudge: number }
  readonly #nudge: number

  constructor(scenario: Scenario, deciders: Deciders = real) {
    const sagaModel = new SagaModel(scenario, deciders)
    const { order, product, account, delivery } = sagaModel
    const { person = [], deadline = [], carrier = [], stocker = [], giver = [] } = scenario
    this.#sagaModel = sagaModel
    this.#actors = [
      { slot: 'person', aggregateModel: aggregateModel.order, commands: person.map((each) => order.command(each)) },
      { slot: 'deadline', aggregateModel: aggregateModel.order, commands: deadline.map((each) => order.command(each)) },
      {
        slot: 'carrier',
        aggregateModel: aggregateModel.delivery,
        commands: carrier.map((each) => delivery.command(each)),
      },
      {
        slot: 'stocker',
        aggregateModel: aggregateModel.product,
        commands: stocker.map((each) => product.command(each)),
      },
      { slot: 'giver', aggregateModel: aggregateModel.account, commands: giver.map((each) => account.command(each)) },
    ]
    this.#max = { duplicate: scenario.duplicates ?? 0, loss: scenario.losses ?? 0, nudge: scenario.nudges ?? 0 }
    this.#nudge = order.command({ type: 'Nudge', operation: ORDER })
    const placed = order.move(order.start, order.command(scenario.place))
    this.start = worldOf([placed.to, product.start, account.start, delivery.start], placed.sent)
  }

  /** Calls back with every world that may come next. */
  forEachStep(world: ModelWorld, onStep: OnStep): void {
    forEachFlying(world, (message) => this.#deliver(world, message, onStep))
    for (const actor of this.#actors) this.#act(world, actor, onStep)
    this.#nudgeIt(world, onStep)
  }

  see(world: ModelWorld): ModelState {
    const { order, product, account, delivery } = this.#sagaModel
    return {
      order: order.stateOf(stateOf(world, aggregateModel.order)),
      product: product.stateOf(stateOf(world, aggregateModel.product)),
      account: account.stateOf(stateOf(world, aggregateModel.account)),
      delivery: delivery.stateOf(stateOf(world, aggregateModel.delivery)),
      lossy: spentOn(world, spent.loss) > 0,
    }
  }

  #deliver(world: ModelWorld, number: number, onStep: OnStep): void {
    const message = this.#sagaModel.messages[number]
    if (!message) return
    const remaining = without(world, number)
    const next = this.#carriedOut(remaining, message.aggregateModel, message.command)
    const what = () => this.#sagaModel.describe(number)
    onStep(next, true, what)
    if (this.#may(world, 'duplicate')) {
      onStep(spend(sending(next, [number]), spent.duplicate), false, () => `${what()}, and remains in flight`)
    }
    if (this.#may(world, 'loss')) onStep(spend(remaining, spent.loss), false, () => `${what()}, lost`)
  }

  #act(world: ModelWorld, { slot, aggregateModel: who, commands }: Actor, onStep: OnStep): void {
    const command = commands[spentOn(world, spent[slot])]
    if (command === undefined) return
    const move = this.#sagaModel.move(who, stateOf(world, who), command)
    if (move.kind !== 'decided') return
    const next = spend(sending(world.with(who, move.to), move.sent), spent[slot])
    onStep(next, false, () => `${slot}: ${this.#sagaModel.describeCommand(who, command)}`)
  }

  /** Without end where nothing is in flight and the order waits, as its deadlines have it. */
  #nudgeIt(world: ModelWorld, onStep: OnStep): void {
    const quiet = isQuiet(world)
    if (quiet ? !this.#isWaiting(world) : !this.#may(world, 'nudge')) return
    const next = this.#carriedOut(world, aggregateModel.order, this.#nudge)
    onStep(quiet ? next : spend(next, spent.nudge), quiet, () => 'nudge')
  }

  #isWaiting(world: ModelWorld): boolean {
    const deadlines = { stepMs: 30_000, sagaMs: 900_000 }
    return due(this.#sagaModel.order.stateOf(stateOf(world, aggregateModel.order)), deadlines, Date.parse(AT)) !== null
  }

  #may(world: ModelWorld, slot: 'duplicate' | 'loss' | 'nudge'): boolean {
    return spentOn(world, spent[slot]) < this.#max[slot]
  }

  /** A step of the saga is never refused. */
  #carriedOut(world: ModelWorld, who: number, command: number): ModelWorld {
    const move = this.#sagaModel.move(who, stateOf(world, who), command)
    if (move.kind === 'refused') throw new Error(`refused: ${this.#sagaModel.describeCommand(who, command)}`)
    return sending(world.with(who, move.to), move.sent)
  }
}
