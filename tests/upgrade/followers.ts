/**
 * Customers who follow their orders and deliveries over both transports while releases are exchanged. Whoever is cut off comes back with
 * the last cursor; each status is to arrive once, in order, and none left out.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { stringAt } from '../component/shopping.ts'
import { customer } from '../component/tokens.ts'
import { newKey, type PatientClient } from '../clients/patient.ts'
import { FollowedOrder, overEventStream, overWebSocket } from '../e2e/streams.ts'

const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id } }'
const ADVANCE = 'mutation ($input: AdvanceDeliveryInput!) { advanceDelivery(input: $input) { status } }'
const DELIVERY = `subscription ($id: ID!, $after: String) {
  followed: deliveryStatusChanged(orderId: $id, after: $after) { cursor status }
}`
const ORDER = `subscription ($id: ID!, $after: String) {
  followed: orderStatusChanged(orderId: $id, after: $after) { cursor status }
}`
const deliveryWay = ['PREPARING', 'SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']
const orderWay = ['PENDING', 'CONFIRMED', 'COMPLETED']

const receivedWithinMs = 60_000
const pauseMs = 250

export class Followers {
  readonly broken: string[] = []
  readonly orders: string[] = []
  readonly updateWaitsMs: number[] = [] // from the answer to the carrier to the customer's screen
  updates = 0
  reconnections = 0
  readonly #url: string
  readonly #client: PatientClient
  readonly #random: () => number

  constructor(shop: { readonly url: string }, client: PatientClient, random: () => number) {
    this.#url = `${shop.url}/graphql`
    this.#client = client
    this.#random = random
  }

  /** So many at a time, one order after another, until the signal; each is brought to the door first. `stepMs`: between its statuses, on average. */
  async follow(count: number, enough: AbortSignal, stepMs: number): Promise<void> {
    const one = async (_: unknown, index: number) => {
      while (!enough.aborted)
        await this.#followOne(`rich-${index}`, stepMs).catch((error: unknown) => void this.broken.push(String(error)))
    }
    await Promise.all(Array.from({ length: count }, one))
  }

  async #followOne(user: string, stepMs: number): Promise<void> {
    const input = { productId: 'tea', quantity: 1, address: '1 Main St', idempotencyKey: newKey() }
    const id = await this.#client.idFrom('placeOrder', user, 'customer', PLACE, { input })
    this.orders.push(id)
    const transport = this.#random() < 0.5 ? overWebSocket : overEventStream
    const delivery = new StatusFollower(this.#url, user, id, DELIVERY, transport)
    const order = new StatusFollower(this.#url, user, id, ORDER, transport)
    try {
      await Promise.all([delivery.until('DELIVERED'), order.until('COMPLETED'), this.#deliver(id, delivery, stepMs)])
    } finally {
      delivery.leave()
      order.leave()
    }
    this.updates += delivery.statuses.length + order.statuses.length
    this.reconnections += delivery.reconnections + order.reconnections
    this.#check(id, 'delivery', delivery.statuses, deliveryWay)
    // It begins with what the order was by then, which may be a later one.
    this.#check(id, 'order', order.statuses, orderWay.slice(-Math.max(1, order.statuses.length)))
  }

  async #deliver(orderId: string, delivery: StatusFollower, stepMs: number): Promise<void> {
    await delivery.received('PREPARING')
    for (const to of deliveryWay.slice(1)) {
      await delay(this.#random() * 2 * stepMs)
      const again = ['DELIVERY_NOT_ADVANCEABLE'] // for a request that is sent once more, since its answer was lost
      await this.#client.request('carrier', 'carrier', ADVANCE, { input: { orderId, to } }, again)
      const began = performance.now()
      await delivery.received(to)
      this.updateWaitsMs.push(performance.now() - began)
    }
  }

  #check(id: string, what: string, statuses: readonly string[], way: readonly string[]): void {
    if (statuses.join() !== way.join())
      this.broken.push(`the ${what} ${id} was received as ${statuses.join(', ')}, not ${way.join(', ')}`)
  }
}

/** One subscription, through all its connections. */
class StatusFollower {
  readonly statuses: string[] = []
  reconnections = 0
  readonly #open: (after: string | undefined) => Promise<FollowedOrder>
  readonly #what: string
  #cursor: string | undefined
  #hasLeft = false
  #hearing = Promise.withResolvers<void>()

  constructor(url: string, user: string, id: string, query: string, transport: typeof overWebSocket) {
    this.#open = (after) => FollowedOrder.open(transport, { url }, query, { id, after }, customer(user))
    this.#what = `the order ${id}`
  }

  /** Resolves when that status has come, or rejects where nothing of it comes for too long. */
  async received(status: string): Promise<void> {
    const late = AbortSignal.timeout(receivedWithinMs)
    while (!this.statuses.includes(status)) {
      if (late.aborted) throw new Error(`${this.#what}: no event with ${status} within ${receivedWithinMs / 1_000} s`)
      await Promise.race([this.#hearing.promise, delay(1_000)])
    }
  }

  /** Follows until that status has come, or it is left. Rejects where the shop refuses for good. */
  async until(last: string): Promise<void> {
    while (this.statuses.at(-1) !== last && !this.#hasLeft) {
      const stream = await this.#open(this.#cursor)
      try {
        await this.#hear(stream)
      } catch (error) {
        if (error instanceof RefusedForGood) throw error
      } finally {
        await stream.cut()
      }
      if (this.statuses.at(-1) === last) return
      this.reconnections += 1
      await delay(pauseMs)
    }
  }

  leave(): void {
    this.#hasLeft = true
  }

  /** Rejects where the connection is cut off. */
  async #hear(stream: FollowedOrder): Promise<void> {
    for (let answer = await stream.next(); answer && !this.#hasLeft; answer = await stream.next()) {
      const { errors = [], data } = answer
      if (errors.some(({ extensions }) => extensions.code === 'SERVICE_UNAVAILABLE')) return
      const [refusal] = errors
      if (refusal) throw new RefusedForGood(`${this.#what}: ${refusal.extensions.code}: ${refusal.message}`)
      this.statuses.push(stringAt(data?.['followed'], 'status'))
      this.#cursor = stringAt(data?.['followed'], 'cursor')
      this.#hearing.resolve()
      this.#hearing = Promise.withResolvers()
    }
  }
}

class RefusedForGood extends Error {}
