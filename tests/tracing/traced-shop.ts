/** The services and the router in this process, each exporting its spans to a collector that is here too. */
import { readConfig } from '@shop/platform/config.ts'
import { createRuntime, type Runtime } from '@shop/platform/runtime.ts'
import { type CollectedSpan, SpanCollector } from '@shop/platform/testing/span-collector.ts'
import { type RouterConfig, routerSettings } from '@shop/router/config.ts'
import { startRouter } from '@shop/router/router.ts'
import { subgraphs } from '@shop/dev/shop/topology.ts'
import { Client } from '../component/client.ts'
import { Services } from '../component/services.ts'
import { addProduct, data, newUser, stringAt } from '../component/shopping.ts'
import { customer, SECRET } from '../component/tokens.ts'

const placing = 'mutation PlaceOrder($input: PlaceOrderInput!) { placeOrder(input: $input) { id } }'

export class TracedShop {
  readonly services: Services
  readonly router: Client
  readonly #collector: SpanCollector
  readonly #runtime: Runtime<RouterConfig>

  private constructor(services: Services, router: Client, collector: SpanCollector, runtime: Runtime<RouterConfig>) {
    this.services = services
    this.router = router
    this.#collector = collector
    this.#runtime = runtime
  }

  /** `settings`: of all processes, beside where spans go. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<TracedShop> {
    const collector = await SpanCollector.start()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...settings }
    const services = await Services.start({ env })
    const runtime = createRuntime(
      'router',
      readConfig(routerSettings, {
        ...{ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'fatal', JWT_SECRET: SECRET },
        SUBGRAPHS: subgraphs.map((name) => `${name}=${services.at(name).url}`).join(','),
        ...env,
      }),
    )
    const { url } = await startRouter(runtime)
    return new TracedShop(services, new Client(url), collector, runtime)
  }

  /** Places an order through the router. Resolves to its id when all that follows has been done. */
  async orderPrepared(): Promise<string> {
    const [user, product] = [await newUser(this.services), await addProduct(this.services)]
    await this.services.settle()
    const input = { productId: product, quantity: 1, address: 'Seoul' }
    const { placeOrder } = await data(this.router.request(placing, { input }, customer(user)))
    await this.services.settle()
    return stringAt(placeOrder, 'id')
  }

  /** Stops all, which sends what is left, and answers what has been collected. */
  async stop(): Promise<readonly CollectedSpan[]> {
    await this.#runtime.shutdown.close()
    await this.services.stop()
    this.#collector.stop()
    return this.#collector.spans
  }
}
