import { Shop, type ShopOptions } from '@shop/dev/shop/shop.ts'
import type { ServiceName } from '@shop/dev/shop/topology.ts'
import { Client } from '../component/client.ts'
import { SECRET } from '../component/tokens.ts'

const STARTS_WITHIN_MS = 180_000 // on a machine that has much else to do
const TEST_WITHIN_MS = 90_000

/** A shop that its tests share. Each of them has products and users of its own. */
export class OpenShop {
  #shop: Shop | undefined

  async start({ overrides = {}, ...options }: ShopOptions): Promise<void> {
    const all = { JWT_SECRET: SECRET, ...overrides.all }
    this.#shop = await Shop.start({ ...options, overrides: { ...overrides, all } })
  }

  async stop(): Promise<void> {
    await this.#shop?.stop()
  }

  get running(): Shop {
    if (!this.#shop) throw new Error('the shop is not open yet')
    return this.#shop
  }

  get router(): Client {
    return new Client(this.running.url)
  }

  /** A service itself, around the router. */
  at(name: ServiceName): Client {
    return new Client(this.running.process(name).spec.url)
  }

  settle(): Promise<void> {
    return this.running.settle(60_000)
  }
}

/** Opens a shop before the tests of the file that calls this, and closes it after them. */
export function openShop(options: ShopOptions = {}): OpenShop {
  import.meta.jest.setTimeout(TEST_WITHIN_MS)
  const open = new OpenShop()
  beforeAll(() => open.start(options), STARTS_WITHIN_MS)
  afterAll(() => open.stop(), STARTS_WITHIN_MS)
  return open
}
