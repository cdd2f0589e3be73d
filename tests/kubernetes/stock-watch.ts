/** A client that follows a product's stock all the time, and resumes after its last cursor after each cut. */
import { setTimeout as delay } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { positionIn } from '@shop/events/feed/cursor.ts'
import { overWebSocket, FollowedOrder } from '../e2e/streams.ts'

const STOCK = `subscription ($id: ID!, $after: String) { stockChanged(productId: $id, after: $after) { cursor } }`

export class StockWatch {
  /** Cuts after which it came back. */
  returns = 0
  readonly #versions: number[] = []
  readonly #url: string
  readonly #product: string
  #stream: FollowedOrder | undefined
  #over = false
  readonly #watching: Promise<void>

  constructor(url: string, product: string) {
    this.#url = url
    this.#product = product
    this.#watching = this.#watch()
  }

  get seen(): number {
    return this.#versions.length
  }

  /** Events received twice or out of order, and the log's visible versions that were missed. */
  faults(expected: readonly number[]): { readonly doubled: number; readonly missing: number } {
    const distinct = new Set(this.#versions)
    const ascending = this.#versions.filter((version, index) => version > (this.#versions[index - 1] ?? 0))
    const [first, last] = [this.#versions[0] ?? 0, this.#versions.at(-1) ?? 0]
    const missing = expected.filter((version) => version > first && version < last && !distinct.has(version))
    return { doubled: this.#versions.length - ascending.length, missing: missing.length }
  }

  async end(): Promise<void> {
    this.#over = true
    await this.#stream?.cut()
    await this.#watching
  }

  async #watch(): Promise<void> {
    let after: string | undefined
    while (!this.#over) {
      try {
        const variables = { id: this.#product, ...(after !== undefined && { after }) }
        this.#stream = await FollowedOrder.open(overWebSocket, { url: `${this.#url}/graphql` }, STOCK, variables)
        for (let answer = await this.#stream.next(); answer && !this.#over; answer = await this.#stream.next()) {
          const change = answer.data?.['stockChanged']
          if (typeof change !== 'object' || change === null || !('cursor' in change)) break
          after = String(change.cursor)
          this.#versions.push(positionIn(after)?.version ?? 0)
        }
      } catch {
        // the connection was cut, whatever the error says
      }
      if (this.#over) return
      this.returns += 1
      await delay(200)
    }
  }
}

/** The versions of a product that changed its stock: a compensation that found nothing to give back did not. */
export async function expectedVersions(mongoUri: string, database: string, product: string): Promise<number[]> {
  const mongo = new MongoClient(mongoUri)
  try {
    const log = mongo
      .db(database)
      .collection<{ readonly event: { readonly aggregateVersion: number } }>('product_events')
    const filter = { 'event.aggregateId': product, 'event.data.units': { $ne: 0 } }
    const found = await log.find(filter, { projection: { 'event.aggregateVersion': 1 } }).toArray()
    return found.map(({ event }) => event.aggregateVersion)
  } finally {
    await mongo.close()
  }
}
