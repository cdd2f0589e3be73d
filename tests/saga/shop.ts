/** The five services in memory, and the messages between them: each to each receiver, delivered when the test says so. */
import { type Envelope, contract } from '@shop/contract/catalog.ts'
import type { Projection } from '@shop/events/projections/projection.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import { delivery } from '@shop/delivery/domain/decider.ts'
import { reactions as deliveryReactions } from '@shop/delivery/reactions.ts'
import { product } from '@shop/inventory/domain/decider.ts'
import { reactions as inventoryReactions } from '@shop/inventory/reactions.ts'
import type { Page } from '@shop/mypage/domain/page.ts'
import type { Purchase } from '@shop/mypage/domain/purchase.ts'
import { pages, purchases } from '@shop/mypage/read-model.ts'
import { order } from '@shop/order/domain/decider.ts'
import { reactions as orderReactions } from '@shop/order/reactions.ts'
import { account } from '@shop/pay/domain/decider.ts'
import { reactions as payReactions } from '@shop/pay/reactions.ts'
import { isService } from './service.ts'
import { ServiceModels } from './service-models.ts'

type Flying = { readonly envelope: Envelope; readonly hear: (envelope: Envelope) => void }

export class SagaShop {
  #ids = 1_000_000
  #flying: Flying[] = []
  readonly pages = new MyPages()
  readonly orders = new ServiceModels(
    order,
    orderReactions,
    (envelope) => this.#publish(envelope),
    () => this.newId(),
  )
  readonly products = new ServiceModels(
    product,
    inventoryReactions,
    (envelope) => this.#publish(envelope),
    () => this.newId(),
  )
  readonly accounts = new ServiceModels(
    account,
    payReactions,
    (envelope) => this.#publish(envelope),
    () => this.newId(),
  )
  readonly deliveries = new ServiceModels(
    delivery,
    deliveryReactions,
    (envelope) => this.#publish(envelope),
    () => this.newId(),
  )

  get inFlight(): number {
    return this.#flying.length
  }

  newId(): string {
    return uuid(this.#ids++)
  }

  /** Delivers one of the messages in flight; `keep`: it will come again. */
  deliver(pick: number, keep = false): void {
    const at = pick % this.#flying.length
    const message = this.#flying[at]
    if (!message) return
    if (!keep) this.#flying.splice(at, 1)
    message.hear(message.envelope)
  }

  #publish(envelope: Envelope): void {
    const hear = {
      order: (event: Envelope) => this.orders.hear(event),
      inventory: (event: Envelope) => this.products.hear(event),
      pay: (event: Envelope) => this.accounts.hear(event),
      delivery: (event: Envelope) => this.deliveries.hear(event),
      mypage: (event: Envelope) => this.pages.hear(event),
      operations: () => undefined, // it looks on
    }
    for (const receiver of contract.receiversOf(envelope.type).filter(isService))
      this.#flying.push({ envelope, hear: hear[receiver] })
  }
}

/** The projection, of whatever events in whatever order. */
export class MyPages {
  readonly pages = new Map<string, Page>()
  readonly purchases = new Map<string, Purchase>()

  hear(envelope: Envelope): void {
    project(pages, this.pages, envelope)
    project(purchases, this.purchases, envelope)
  }
}

function project<Value>(projection: Projection<Value>, documents: Map<string, Value>, envelope: Envelope): void {
  const change = projection.changeOf(envelope)
  if (change) documents.set(change.id, change.apply(documents.get(change.id) ?? null))
}
