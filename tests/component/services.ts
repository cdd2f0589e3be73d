import type { Service } from '@shop/contract/domains.ts'
import { type Engines, startEngines } from '@shop/dev/engines/engines.ts'
import { settle } from '@shop/dev/shop/settle.ts'
import { delivery } from '@shop/delivery/service.ts'
import { inventory } from '@shop/inventory/service.ts'
import { mypage } from '@shop/mypage/service.ts'
import { operations } from '@shop/operations/service.ts'
import { order } from '@shop/order/service.ts'
import { pay } from '@shop/pay/service.ts'
import { readConfig } from '@shop/platform/config.ts'
import type { Program, Settings } from '@shop/platform/run.ts'
import { createRuntime } from '@shop/platform/runtime.ts'
import type { Shutdown } from '@shop/platform/shutdown.ts'
import { Client } from './client.ts'
import { elections } from './elections.ts'
import { SECRET } from './tokens.ts'

const all = { order, inventory, pay, delivery, mypage, operations } satisfies Readonly<Record<Service, unknown>>
export type StartedService = keyof typeof all

type Env = Readonly<Record<string, string>>
type ServicesOptions = { readonly own?: boolean; readonly env?: Env; readonly each?: (name: StartedService) => Env }

/** The services in this process, on engines of their own; called directly, without a router. */
export class Services {
  readonly #engines: Engines
  readonly #started: Readonly<Record<StartedService, Started>>
  readonly #endElections: () => Promise<void>

  /** `own`: also a MongoDB of its own, for its accidents; `env`: settings of all services, `each`: of one. */
  static async start({ own = false, env: more = {}, each = () => ({}) }: ServicesOptions = {}): Promise<Services> {
    const engines = await startEngines({ own })
    const mongo = await elections(engines.mongoUri)
    const env = {
      ...{ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal', JWT_SECRET: SECRET },
      ...{ MONGODB_URI: mongo.uri, MONGODB_DATABASE: engines.database, NATS_URL: engines.natsUrl },
      ...more,
    }
    const starting = [
      start(order, { ...env, ...each('order') }),
      start(inventory, { ...env, ...each('inventory') }),
      start(pay, { ...env, ...each('pay') }),
      start(delivery, { ...env, ...each('delivery') }),
      start(mypage, { ...env, ...each('mypage') }),
      start(operations, { ...env, ...each('operations') }),
    ] as const
    const opened = await Promise.all(starting).catch(async (error: unknown) => {
      const outcomes = await Promise.allSettled(starting)
      for (const outcome of outcomes) if (outcome.status === 'fulfilled') await outcome.value.shutdown.close()
      await engines.stop()
      throw error
    })
    const [orders, products, accounts, deliveries, pages, operating] = opened
    const saga = { order: orders, inventory: products, pay: accounts, delivery: deliveries }
    const started = { ...saga, mypage: pages, operations: operating }
    return new Services(engines, started, mongo.stop)
  }

  private constructor(
    engines: Engines,
    started: Readonly<Record<StartedService, Started>>,
    endElections: () => Promise<void>,
  ) {
    this.#engines = engines
    this.#started = started
    this.#endElections = endElections
  }

  at(name: StartedService): Client {
    return this.#started[name].client
  }

  get all(): readonly Client[] {
    return Object.values(this.#started).map(({ client }) => client)
  }

  get natsUrl(): string {
    return this.#engines.natsUrl
  }

  /** An engine's process: "mongo", "nats". */
  process(name: string): ReturnType<Engines['process']> {
    return this.#engines.process(name)
  }

  /** Resolves when nothing is under way any more. */
  settle(): Promise<void> {
    const { mongoUri, database, natsUrl } = this.#engines
    return settle({ mongoUri, database, natsUrl, withinMs: 20_000 })
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.#started).map(({ shutdown }) => shutdown.close()))
    await this.#endElections()
    await this.#engines.stop()
  }
}

type Started = { readonly client: Client; readonly shutdown: Shutdown }

async function start<Schema extends Settings>(
  { name, settings, start }: Program<Schema>,
  env: Readonly<Record<string, string>>,
): Promise<Started> {
  const runtime = createRuntime(name, readConfig(settings, env))
  try {
    return { client: new Client(await start(runtime)), shutdown: runtime.shutdown }
  } catch (error) {
    await runtime.shutdown.close()
    throw error
  }
}
