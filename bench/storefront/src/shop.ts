/** A shop with its storefront, its data, and a client beside its pages. */
import { Shop } from '@shop/dev/shop/shop.ts'
import { mint } from '../../saga/src/systems/shop/tokens.ts'

const SECRET = 'a secret of the benchmark alone, of more than 32 bytes'
const AT_ONCE = 20
export const PRODUCT = 'bench-tea'
export const ADDRESS = '1 Harbour Road, Port Town'

export class BenchShop {
  readonly #shop: Shop

  private constructor(shop: Shop) {
    this.#shop = shop
  }

  /** All of a benchmark comes from one address and few users: the rate limit is not what is measured. */
  static async open(pages: string): Promise<BenchShop> {
    const router = { RATE_PER_USER: '0', RATE_PER_ADDRESS: '0', RATE_COST: '0', LIMIT_SOCKETS_PER_ADDRESS: '5000' }
    return new BenchShop(await Shop.start({ pages, overrides: { all: { JWT_SECRET: SECRET }, router } }))
  }

  get url(): string {
    return this.#shop.url
  }

  token(user: string, role: 'customer' | 'admin'): Promise<string> {
    return mint(SECRET, user, role)
  }

  /** The field of the answer's data; throws what the shop refuses. */
  async mutate(query: string, input: object, user = 'root'): Promise<unknown> {
    const role = user === 'root' ? 'admin' : 'customer'
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await this.token(user, role)}` },
      body: JSON.stringify({ query, variables: { input } }),
    })
    const answer: { data?: Record<string, unknown> | null; errors?: unknown } = JSON.parse(await response.text())
    if (answer.errors || !answer.data) throw new Error(JSON.stringify(answer))
    return Object.values(answer.data)[0]
  }

  async fund(users: readonly string[]): Promise<void> {
    const product = { id: PRODUCT, name: 'Jeju green tea', price: 10, stock: 1_000_000 }
    await this.mutate('mutation ($input: AddProductInput!) { addProduct(input: $input) { id } }', product)
    for (const name of ['Ceramic cup', 'Walnut tray', 'House blend', 'Linen cloth', 'Brass scoop', 'Tea tin']) {
      const more = { name, price: 1_200, stock: 40 }
      await this.mutate('mutation ($input: AddProductInput!) { addProduct(input: $input) { id } }', more)
    }
    await inTurns(users, (userId) =>
      this.mutate('mutation ($input: AddPointsInput!) { addPoints(input: $input) { id } }', {
        userId,
        amount: 999_999,
      }),
    )
  }

  /** Answers the order's id. */
  async place(user: string): Promise<string> {
    const query = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id } }'
    const order = await this.mutate(query, { productId: PRODUCT, quantity: 1, address: ADDRESS }, user)
    if (typeof order !== 'object' || order === null || !('id' in order)) throw new Error('the order has no id')
    return String(order.id)
  }

  settle(): Promise<void> {
    return this.#shop.settle(120_000)
  }

  stop(): Promise<void> {
    return this.#shop.stop()
  }
}

/** Some at once, until all are done; their answers in order. */
export async function inTurns<In, Out>(all: readonly In[], act: (one: In) => Promise<Out>): Promise<Out[]> {
  const done: Out[] = []
  for (let first = 0; first < all.length; first += AT_ONCE)
    done.push(...(await Promise.all(all.slice(first, first + AT_ONCE).map(act))))
  return done
}
