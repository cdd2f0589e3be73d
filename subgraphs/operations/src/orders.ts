/** The operators' queries of orders: which are stuck, how many have which status, and how long the saga takes. */
import type { FoldedDocument } from '@shop/events/projections/folded-documents.ts'
import type { PageRequest } from '@shop/subgraph-server/connection.ts'
import { isUuidV7 } from '@shop/subgraph-server/inputs.ts'
import { nativeCollection } from '@shop/events/native-collection.ts'
import { firstIdOf, timeOf } from '@shop/events/uuid-time.ts'
import type { Collection } from 'mongodb'
import type { Progress, WaitingFor } from './domain/progress.ts'
import type { OrdersInFlight } from './generated/graphql.ts'
import { ORDERS } from './read-model.ts'

type OrdersSource = Parameters<typeof nativeCollection>[0]
export type Stuck = { readonly orderId: string; readonly waitingFor: WaitingFor; readonly since: string }
/** Epoch milliseconds, the end left out. */
export type TimeSpan = { readonly from: number; readonly to: number }
export type Measured = { readonly placed: number; readonly prepared: number; readonly tookMs: readonly number[] }

const timeoutMS = 2_000
const maxCounted = 10_000
const maxSampleSize = 2_000 // orders of a span whose times are looked at
const all: readonly WaitingFor[] = [
  ...(['STOCK_RESERVATION', 'PAYMENT', 'DELIVERY_PREPARATION', 'CARRIER'] as const),
  ...(['STOCK_RELEASE', 'DELIVERY_CANCELLATION', 'REFUND', 'STOCK_RETURN'] as const),
]

/** By time and id, as the list is sorted. */
export const stuckCursors = {
  list: 'stuck-orders',
  isKey: (key: string) => {
    const [since = '', id = ''] = key.split(' ')
    return isUuidV7(id) && !Number.isNaN(Date.parse(since))
  },
}
export const stuckKey = ({ since, orderId }: Stuck): string => `${since} ${orderId}`

export class Orders {
  readonly #orders: Collection<FoldedDocument<Progress>>
  readonly #stuckAfterMs: number

  constructor(connection: OrdersSource, stuckAfterMs: number) {
    this.#orders = nativeCollection(connection, ORDERS)
    this.#stuckAfterMs = stuckAfterMs
  }

  /** Those that have waited longest first; one more than the page holds where there are more. */
  async stuck({ after, limit }: PageRequest, now = Date.now()): Promise<Stuck[]> {
    const [since = '', id = ''] = after?.split(' ') ?? []
    const behind =
      after === undefined
        ? []
        : [{ $or: [{ 'value.sagaSince': { $gt: since } }, { 'value.sagaSince': since, _id: { $gt: id } }] }]
    const found = await this.#orders
      .find({ $and: [this.#isStuck(now), ...behind] } as object, { timeoutMS })
      .sort({ 'value.sagaSince': 1, _id: 1 })
      .limit(limit + 1)
      .toArray()
    return found.flatMap(({ _id: orderId, value: { waitingFor, sagaSince } }) =>
      waitingFor === null || sagaSince === null ? [] : [{ orderId, waitingFor, since: sagaSince }],
    )
  }

  /** No more than 10,000 are counted. */
  countStuck(now = Date.now()): Promise<number> {
    return this.#orders.countDocuments(this.#isStuck(now), { limit: maxCounted, timeoutMS })
  }

  /** In the order of the saga; what none waits for is left out. */
  async inFlight(): Promise<OrdersInFlight[]> {
    const counted = await Promise.all(
      all.map(async (waitingFor) => {
        const filter = { 'value.waitingFor': waitingFor }
        const orders = await this.#orders.countDocuments(filter, { limit: maxCounted, timeoutMS })
        const first = orders > 0 ? await this.#first(filter) : undefined
        return first === undefined ? [] : [{ waitingFor, orders, oldestSince: first }]
      }),
    )
    return counted.flat()
  }

  async measure({ from, to }: TimeSpan): Promise<Measured> {
    const ids = { _id: { $gte: firstIdOf(from), $lt: firstIdOf(to) } }
    const prepared = { 'value.preparedAt': { $gte: new Date(from).toISOString(), $lt: new Date(to).toISOString() } }
    const [placed, count, sample] = await Promise.all([
      this.#orders.countDocuments(ids as object, { timeoutMS }),
      this.#orders.countDocuments(prepared as object, { timeoutMS }),
      this.#orders
        .find(prepared as object, { projection: { 'value.preparedAt': 1 }, limit: maxSampleSize, timeoutMS })
        .toArray(),
    ])
    const tookMs = sample.map(({ _id, value: { preparedAt } }) => Date.parse(preparedAt ?? '') - timeOf(_id))
    return { placed, prepared: count, tookMs: tookMs.filter((ms) => !Number.isNaN(ms)).map((ms) => Math.max(0, ms)) }
  }

  async #first(filter: object): Promise<string | undefined> {
    const options = { projection: { 'value.at': 1 }, sort: { 'value.at': 1 }, timeoutMS } as const
    return (await this.#orders.findOne(filter, options))?.value.at
  }

  /** From "" on: a range leads every server to the index, and past those that wait for nothing. */
  #isStuck(now: number): object {
    return { 'value.sagaSince': { $gt: '', $lt: new Date(now - this.#stuckAfterMs).toISOString() } }
  }
}
