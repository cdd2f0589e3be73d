/** The ways an order can go, and what admins do: between them they bring about every event of the contract. */
import { newKey, type PatientClient } from '../clients/patient.ts'

const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id } }'
const CANCEL = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { id } }'
const ADVANCE = 'mutation ($input: AdvanceDeliveryInput!) { advanceDelivery(input: $input) { status } }'
const ADD_PRODUCT = 'mutation ($input: AddProductInput!) { addProduct(input: $input) { id } }'
const RESTOCK = 'mutation ($input: RestockProductInput!) { restockProduct(input: $input) { id } }'
const PRICE = 'mutation ($input: ChangeProductPriceInput!) { changeProductPrice(input: $input) { id } }'
const ADD_POINTS = 'mutation ($input: AddPointsInput!) { addPoints(input: $input) { id } }'
const ORDER = 'query ($id: ID!) { order(id: $id) { status cancellationRefused delivery { status } } }'

type JourneyState = {
  readonly status: string
  readonly cancellationRefused: string | null
  readonly delivery: { readonly status: string } | null
}
/** Resolves when the journey is at its end as expected; throws where it took another. */
export type Journey = (shop: Traveller) => Promise<void>

export const journeys: Readonly<Record<string, Journey>> = {
  'an order is delivered': async (shop) => {
    const id = await shop.place('rich', 'plenty')
    await shop.sees(id, ({ delivery }) => delivery?.status === 'PREPARING')
    for (const to of ['SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']) await shop.advance(id, to)
    await shop.endsAs(id, 'COMPLETED')
  },
  'an order of what is not there is rejected': async (shop) => {
    await shop.endsAs(await shop.place('rich', 'rare'), 'REJECTED')
  },
  'an order without enough points is rejected': async (shop) => {
    await shop.endsAs(await shop.place('poor', 'plenty'), 'REJECTED')
  },
  'an order is cancelled when it is confirmed': async (shop) => {
    const id = await shop.place('rich', 'plenty')
    await shop.sees(id, ({ status, delivery }) => status === 'CONFIRMED' && delivery !== null)
    await shop.cancel(id)
    await shop.endsAs(id, 'CANCELLED')
  },
  'an order is cancelled at once': async (shop) => {
    const id = await shop.place('rich', 'plenty')
    await shop.cancel(id)
    await shop.endsAs(id, 'CANCELLED')
  },
  'a cancellation comes too late': async (shop) => {
    const id = await shop.place('rich', 'plenty')
    await shop.sees(id, ({ delivery }) => delivery !== null)
    await shop.advance(id, 'OUT_FOR_DELIVERY')
    await shop.cancel(id)
    await shop.sees(id, ({ status, cancellationRefused }) => status === 'CONFIRMED' && cancellationRefused !== null)
  },
  'an admin does what admins do': (shop) => shop.manage(),
}

export class Traveller {
  readonly #client: PatientClient

  constructor(client: PatientClient) {
    this.#client = client
  }

  async prepare(): Promise<void> {
    await this.#admin(ADD_PRODUCT, { id: 'plenty', name: 'Plenty', price: 10, stock: 1_000_000 }, ['ALREADY_EXISTS'])
    await this.#admin(ADD_PRODUCT, { id: 'rare', name: 'Rare', price: 10, stock: 0 }, ['ALREADY_EXISTS'])
    await this.#admin(ADD_POINTS, { userId: 'rich', amount: 100_000_000, idempotencyKey: newKey() })
    await this.#admin(ADD_POINTS, { userId: 'poor', amount: 1, idempotencyKey: newKey() })
  }

  async manage(): Promise<void> {
    const id = newKey()
    await this.#admin(ADD_PRODUCT, { id, name: 'New', price: 1, stock: 1 }, ['ALREADY_EXISTS'])
    await this.#admin(RESTOCK, { productId: id, quantity: 5, idempotencyKey: newKey() })
    await this.#admin(PRICE, { productId: id, price: 2 })
    await this.#admin(ADD_POINTS, { userId: id, amount: 7, idempotencyKey: newKey() })
  }

  async place(userId: string, productId: string): Promise<string> {
    const input = { productId, quantity: 1, address: '1 Main St', idempotencyKey: newKey() }
    return this.#client.idFrom('placeOrder', userId, 'customer', PLACE, { input })
  }

  async cancel(orderId: string): Promise<void> {
    await this.#admin(CANCEL, { orderId })
  }

  async advance(orderId: string, to: string): Promise<void> {
    await this.#client.request('carrier', 'carrier', ADVANCE, { input: { orderId, to } })
  }

  async endsAs(orderId: string, expected: string): Promise<void> {
    const ends = ['COMPLETED', 'REJECTED', 'CANCELLED']
    const { status } = await this.sees(orderId, (order) => ends.includes(order.status))
    if (status !== expected) throw new Error(`order ${orderId} should have ended ${expected}, and is ${status}`)
  }

  sees(id: string, condition: (order: JourneyState) => boolean): Promise<JourneyState> {
    return this.#client.until(`order ${id}`, async () => {
      const { data } = await this.#client.request('root', 'admin', ORDER, { id })
      const order = data?.['order'] as JourneyState | null | undefined
      return order && condition(order) ? order : undefined
    })
  }

  async #admin(query: string, input: object, accepted: readonly string[] = []): Promise<void> {
    await this.#client.request('root', 'admin', query, { input }, accepted)
  }
}
