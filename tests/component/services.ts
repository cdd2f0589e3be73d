import { startEngines } from '@shop/dev/engines/engines.ts'
import { settle } from '@shop/dev/shop/settle.ts'
import { delivery } from '@shop/delivery/service.ts'
import { inventory } from '@shop/inventory/service.ts'
import { mypage } from '@shop/mypage/service.ts'
import { order } from '@shop/order/service.ts'
import { pay } from '@shop/pay/service.ts'
import { readConfig } from '@shop/platform/config.ts'
import type { Service, Settings } from '@shop/platform/run.ts'
import { createRuntime } from '@shop/platform/runtime.ts'
import type { Shutdown } from '@shop/platform/shutdown.ts'
import { Client } from './client.ts'
import { SECRET } from './tokens.ts'

const all = { order, inventory, pay, delivery, mypage }
export type ServiceName = keyof typeof all

/** The five services in this process, on engines of their own; asked directly, without a router. */
export class Services {
  readonly #clients: Readonly<Record<ServiceName, Client>>
  readonly #close: () => Promise<void>
  readonly settle: () => Promise<void>

  static async start(): Promise<Services> {
    const engines = await startEngines()
    const env = {
      ...{ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal', JWT_SECRET: SECRET },
      ...{ MONGODB_URI: engines.mongoUri, MONGODB_DATABASE: engines.database, NATS_URL: engines.natsUrl },
    }
    const started = await Promise.all([
      start(order, env),
      start(inventory, env),
      start(pay, env),
      start(delivery, env),
      start(mypage, env),
    ])
    const [orders, products, accounts, deliveries, pages] = started
    const clients = {
      order: orders.url,
      inventory: products.url,
      pay: accounts.url,
      delivery: deliveries.url,
      mypage: pages.url,
    }
    const close = async () => {
      await Promise.all(started.map(({ shutdown }) => shutdown.close()))
      await engines.stop()
    }
    const { mongoUri, database, natsUrl } = engines
    return new Services(clients, close, () => settle({ mongoUri, database, natsUrl, withinMs: 20_000 }))
  }

  private constructor(
    urls: Readonly<Record<ServiceName, string>>,
    close: () => Promise<void>,
    settled: () => Promise<void>,
  ) {
    const { order, inventory, pay, delivery, mypage } = urls
    this.#clients = {
      order: new Client(order),
      inventory: new Client(inventory),
      pay: new Client(pay),
      delivery: new Client(delivery),
      mypage: new Client(mypage),
    }
    this.#close = close
    this.settle = settled
  }

  at(name: ServiceName): Client {
    return this.#clients[name]
  }

  stop(): Promise<void> {
    return this.#close()
  }
}

async function start<Schema extends Settings>(
  { name, settings, start }: Service<Schema>,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly url: string; readonly shutdown: Shutdown }> {
  const runtime = createRuntime(name, readConfig(settings, env))
  return { url: await start(runtime), shutdown: runtime.shutdown }
}
