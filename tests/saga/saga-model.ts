/** The four aggregates that one order of the saga meets, and the messages between them, by number. */
import type { AccountEvent } from '@shop/pay/events.ts'
import type { DeliveryEvent } from '@shop/delivery/events.ts'
import type { OrderEvent } from '@shop/order/events.ts'
import type { ProductEvent } from '@shop/inventory/events.ts'
import type { Envelope } from '@shop/contract/catalog.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import { delivery } from '@shop/delivery/domain/decider.ts'
import type { Delivery, DeliveryCommand } from '@shop/delivery/domain/delivery.ts'
import { reactions as deliveryReactions } from '@shop/delivery/reactions.ts'
import { product } from '@shop/inventory/domain/decider.ts'
import type { Product, ProductCommand } from '@shop/inventory/domain/product.ts'
import { reactions as inventoryReactions } from '@shop/inventory/reactions.ts'
import { order } from '@shop/order/domain/decider.ts'
import type { Order, OrderCommand } from '@shop/order/domain/order.ts'
import { reactions as orderReactions } from '@shop/order/reactions.ts'
import type { Account, AccountCommand } from '@shop/pay/domain/account.ts'
import { account } from '@shop/pay/domain/decider.ts'
import { reactions as payReactions } from '@shop/pay/reactions.ts'
import { type Addressee, type Move, AggregateModel } from './aggregate-model.ts'

export const ORDER = uuid(1)

/** What was done before the order is placed. */
export type Before = { readonly product: readonly ProductCommand[]; readonly account: readonly AccountCommand[] }

/** The rules that the model runs over: the real ones, unless a test breaks one to see whether the model notices. */
export type Deciders = {
  readonly order: typeof order
  readonly product: typeof product
  readonly account: typeof account
  readonly delivery: typeof delivery
}
export const real: Deciders = { order, product, account, delivery }

export type ModelMessage = { readonly aggregateModel: number; readonly command: number }

export class SagaModel {
  readonly order: AggregateModel<Order, OrderCommand, OrderEvent>
  readonly product: AggregateModel<Product, ProductCommand, ProductEvent>
  readonly account: AggregateModel<Account, AccountCommand, AccountEvent>
  readonly delivery: AggregateModel<Delivery, DeliveryCommand, DeliveryEvent>
  readonly #models: readonly Addressee[]
  readonly messages: ModelMessage[] = []
  readonly #numbers = new Map<string, number>()

  constructor(before: Before, { order, product, account, delivery }: Deciders) {
    const post = (envelope: Envelope) => this.#post(envelope)
    this.order = new AggregateModel({ decider: order, reactions: orderReactions, id: ORDER, done: [] }, post)
    this.product = new AggregateModel(
      { decider: product, reactions: inventoryReactions, id: 'tea', done: before.product },
      post,
    )
    this.account = new AggregateModel(
      { decider: account, reactions: payReactions, id: 'ann', done: before.account },
      post,
    )
    this.delivery = new AggregateModel({ decider: delivery, reactions: deliveryReactions, id: ORDER, done: [] }, post)
    this.#models = [this.order, this.product, this.account, this.delivery]
  }

  move(aggregateModel: number, state: number, command: number): Move {
    return this.#aggregateModel(aggregateModel).move(state, command)
  }

  describe(message: number): string {
    const found = this.messages[message]
    return found ? this.describeCommand(found.aggregateModel, found.command) : `no message ${message}`
  }

  describeCommand(aggregateModel: number, command: number): string {
    return this.#aggregateModel(aggregateModel).describe(command)
  }

  #aggregateModel(number: number): Addressee {
    const found = this.#models[number]
    if (!found) throw new Error(`no service ${number}`)
    return found
  }

  #post(envelope: Envelope): readonly number[] {
    return this.#models.flatMap((addressee, aggregateModel) => {
      const command = addressee.hear(envelope)
      return command === undefined ? [] : [this.#message({ aggregateModel, command })]
    })
  }

  #message(message: ModelMessage): number {
    const key = `${message.aggregateModel}:${message.command}`
    const number = this.#numbers.get(key) ?? this.messages.push(message) - 1
    this.#numbers.set(key, number)
    return number
  }
}
