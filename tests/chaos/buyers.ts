/**
 * Buyers who come whether or not the shop keeps up: an open loop. One in ten orders what is out of stock, one is too poor, one
 * cancels; every third delivery is brought to the door.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { newKey, type PatientClient } from '../clients/patient.ts'

const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id } }'
const CANCEL = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { id } }'
const ADVANCE = 'mutation ($input: AdvanceDeliveryInput!) { advanceDelivery(input: $input) { status } }'
const DELIVERY = 'query ($id: ID!) { order(id: $id) { status delivery { status } } }'

const RICH = 50
const CLOSED = ['REJECTED', 'CANCELLED', 'COMPLETED']

export type Sale = {
  readonly key: string
  readonly orderId: string
  readonly wantedAt: number
  readonly acceptedAfterMs: number
}

export class Buyers {
  readonly sales: Sale[] = []
  readonly complaints: string[] = []
  readonly #client: PatientClient
  readonly #random: () => number
  readonly #buying = new Set<Promise<void>>()

  constructor(client: PatientClient, random: () => number) {
    this.#client = client
    this.#random = random
  }

  async prepare(): Promise<void> {
    const admin = (mutation: string, type: string, input: object) => {
      const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { id } }`
      return this.#client.request('root', 'admin', query, { input }, ['ALREADY_EXISTS'])
    }
    await admin('addProduct', 'AddProductInput', { id: 'tea', name: 'Tea', price: 10, stock: 10_000_000 })
    await admin('addProduct', 'AddProductInput', { id: 'gold', name: 'Gold', price: 10, stock: 0 })
    const users = [...Array.from({ length: RICH }, (_, n) => [`rich-${n}`, 10_000_000] as const), ['poor', 1] as const]
    for (const [userId, amount] of users)
      await admin('addPoints', 'AddPointsInput', { userId, amount, idempotencyKey: newKey() })
  }

  /**
   * So many a second, until then (epoch ms) or the signal. Resolves when all of them are done, which may be much later.
   */
  async come(perSecond: number, until: number, enough?: AbortSignal): Promise<void> {
    for (let next = Date.now(); next < until; next += 1_000 / perSecond) {
      await delay(Math.max(0, next - Date.now()))
      if (enough?.aborted) break
      const buying = this.#buy(next).catch((error: unknown) => void this.complaints.push(String(error)))
      this.#buying.add(buying)
      void buying.finally(() => this.#buying.delete(buying))
    }
    await Promise.all(this.#buying)
  }

  async #buy(intendedAt: number): Promise<void> {
    const kind = this.#random()
    const user = kind < 0.1 ? 'poor' : `rich-${Math.floor(this.#random() * RICH)}`
    const productId = kind >= 0.1 && kind < 0.2 ? 'gold' : 'tea'
    const key = newKey()
    const input = { productId, quantity: 1, address: '1 Main St', idempotencyKey: key }
    const orderId = await this.#client.idFrom('placeOrder', user, 'customer', PLACE, { input })
    this.sales.push({ key, orderId, wantedAt: intendedAt, acceptedAfterMs: Date.now() - intendedAt })
    if (kind >= 0.2 && kind < 0.3) await this.#cancel(orderId)
    else if (kind >= 0.3 && kind < 0.6) await this.#deliver(orderId)
  }

  /** It may be rejected already: then it cannot be cancelled, and need not be. */
  async #cancel(orderId: string): Promise<void> {
    await delay(this.#random() * 200)
    await this.#client.request('root', 'admin', CANCEL, { input: { orderId } }, ['ORDER_NOT_CANCELLABLE'])
  }

  async #deliver(orderId: string): Promise<void> {
    const ready = await this.#client.until(`the delivery of ${orderId}`, async () => {
      const { data } = await this.#client.request('root', 'admin', DELIVERY, { id: orderId })
      const order = data?.['order'] as { readonly status: string; readonly delivery: object | null } | null
      return order && (order.delivery || CLOSED.includes(order.status)) ? order : undefined
    })
    if (!ready.delivery) return
    await this.#client.request('carrier', 'carrier', ADVANCE, { input: { orderId, to: 'DELIVERED' } }, [
      'DELIVERY_NOT_ADVANCEABLE',
    ])
  }
}
