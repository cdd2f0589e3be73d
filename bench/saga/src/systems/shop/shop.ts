/** The shop as it is deployed, a process for each subgraph and one for the router, on MongoDB and NATS; orders come in through the router. */
import { DeliverPolicy, jetstream, type JsMsg } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { assemble } from '@shop/dev/shop/assemble.ts'
import { jwtSecret } from '@shop/dev/shop/secret.ts'
import { settle } from '@shop/dev/shop/settle.ts'
import { services, type ServiceName } from '@shop/dev/shop/topology.ts'
import { natsOptions } from '@shop/platform/nats-options.ts'
import { z } from 'zod'
import { wayOfAnOrder, type SagaEvent } from '../../load/steps.ts'
import { poster } from '../http.ts'
import { RunningSystem, step } from '../running.ts'
import type { OnPrepared, ShopSize, System } from '../system.ts'
import { mongoVersion } from '../versions.ts'
import { startCountedEngines } from './counted.ts'
import { operation } from './graphql.ts'
import { shopPages } from './pages.ts'
import { fillShop, productId, unitsSold, userId } from './stock.ts'
import { mint } from './tokens.ts'

export type BenchShopOptions = {
  readonly size: ShopSize
  readonly connections: number
  /** The subgraphs in one process, as `npm start -- --one-process` has them. */
  readonly oneProcess?: boolean
  /** Each order with an idempotency key. */
  readonly keys: boolean
  /** Services whose CPU profiles are written into `folder` when they stop. */
  readonly profiles?: { readonly services: readonly ServiceName[]; readonly folder: string }
  /** Of every process, beside NODE_ENV. */
  readonly env?: Readonly<Record<string, string>>
  /** Each service's requests to MongoDB and NATS pass through a tap that counts them, which costs time. */
  readonly counted?: boolean
  /** Every event of an order's way is read, not only of the last the subject. */
  readonly steps?: boolean
}

const settleMs = 120_000

export async function startShop(options: BenchShopOptions): Promise<System> {
  const { size, connections, oneProcess = false, keys, profiles, env, counted, steps = false } = options
  const running = await RunningSystem.create('shop')
  const { dataDir, database, mongoUri } = running
  const profiled = profiles?.services.map((name) => {
    const flags = `--cpu-prof --cpu-prof-dir=${profiles.folder} --cpu-prof-name=${name}.cpuprofile`
    return [name, { NODE_OPTIONS: flags }] as const
  })
  const engines = counted ? await startCountedEngines(running) : undefined
  const all = { NODE_ENV: 'production', ...env }
  const overrides = { all, ...Object.fromEntries(profiled ?? []), ...engines?.overrides }
  const nats = engines && { NATS_URL: engines.natsUrl }
  const where = { dataDir, database, mongoUri: engines?.mongoUri ?? mongoUri, nats, durable: true, ports: {} }
  const { supervisor, ...urls } = await assemble({ ...where, services, overrides, oneProcess }, step, running.observer)
  await step('Starting the shop', () => running.supervise(supervisor))
  const secret = await jwtSecret(dataDir)
  const admin = await mint(secret, 'admin', 'admin')
  const tokens = await Promise.all(
    Array.from({ length: size.users }, (_, user) => mint(secret, userId(user), 'customer')),
  )
  const token = (user: number): string => tokens[user] ?? ''
  const http = poster(urls.url, connections)
  running.beforeStop(http.close)
  await step('Adding products and users', () => fillShop(http, admin, size))

  let listener: OnPrepared = () => {}
  let stepListener: (event: SagaEvent) => void = () => {}
  const prepared: OnPrepared = (orderId) => listener(orderId)
  const news = steps
    ? await followSteps(urls.natsUrl, prepared, (event) => stepListener(event))
    : await followPrepared(urls.natsUrl, prepared)
  running.beforeStop(news.stop)
  const placeOrder = operation<{ input: object }, z.ZodType<{ placeOrder: { id: string } }>>(
    http,
    'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id status } }',
    z.object({ placeOrder: z.object({ id: z.string() }) }),
  )
  return {
    name: oneProcess ? 'shop, subgraphs in one process' : 'shop',
    settings: [
      `${oneProcess ? 'one process for all subgraphs' : 'a process for each subgraph'} and the router, NODE_ENV=production, all other settings default`,
      `orders through the router, ${keys ? 'each with an idempotency key' : 'without idempotency keys'}`,
    ],
    versions: { MongoDB: await mongoVersion(urls.mongoUri), NATS: news.version },
    processes: () => running.processes,
    place: async ({ user, product }) => {
      const input = { productId: productId(product), quantity: 1, address: '1 Harbour Road, Port Town' }
      const key = keys ? { idempotencyKey: crypto.randomUUID() } : {}
      const { placeOrder: order } = await placeOrder(token(user), { input: { ...input, ...key } })
      return order.id
    },
    watch: (prepared) => {
      listener = prepared
    },
    unitsSold: () => unitsSold(http, admin, size),
    ...(steps ? { watchSteps: (listen: (event: SagaEvent) => void) => void (stepListener = listen) } : {}),
    ...(engines ? { workDone: engines.workDone } : {}),
    pages: shopPages(http, token, admin),
    settle: () => settle({ ...urls, database, withinMs: settleMs }),
    stop: () => running.stop(),
  }
}

/** Each reads the event stream, as the saga's services do; queries no service. From now on; `stop` ends it. */
type StreamNews = { readonly version: string; readonly stop: () => Promise<void> }

const subjectOf = (type: string): string => `events.*.${type}.*`

/** Learns of prepared deliveries: only subjects come, no payloads, as the order's id is a subject's last token. */
function followPrepared(natsUrl: string, prepared: OnPrepared): Promise<StreamNews> {
  return follow(natsUrl, { types: ['DeliveryPrepared'], headersOnly: true }, ({ subject }) => prepared(idIn(subject)))
}

/** Reads every event of an order's way as well. */
function followSteps(natsUrl: string, prepared: OnPrepared, step: (event: SagaEvent) => void): Promise<StreamNews> {
  const steps = { types: wayOfAnOrder, headersOnly: false }
  return follow(natsUrl, steps, (message) => {
    const seenAt = performance.timeOrigin + performance.now()
    const { type, orderId, occurredAt } = Envelope.parse(message.json())
    if (type === wayOfAnOrder.at(-1)) prepared(orderId)
    const storedAt = message.info.timestampNanos / 1e6
    step({ orderId, type, decidedAt: Date.parse(occurredAt), storedAt, seenAt })
  })
}

const Envelope = z.object({ type: z.string(), orderId: z.string(), occurredAt: z.string() })

const idIn = (subject: string): string => subject.slice(subject.lastIndexOf('.') + 1)

async function follow(
  natsUrl: string,
  { types, headersOnly }: { readonly types: readonly string[]; readonly headersOnly: boolean },
  callback: (message: JsMsg) => void,
): Promise<StreamNews> {
  const nats = await connect(natsOptions({ NATS_URL: natsUrl }, 'bench'))
  const consumer = await jetstream(nats).consumers.get('EVENTS', {
    filter_subjects: types.map(subjectOf),
    deliver_policy: DeliverPolicy.New,
    headers_only: headersOnly,
  })
  const messages = await consumer.consume({ max_messages: 1_000, callback })
  return {
    version: nats.info?.version ?? 'unknown',
    stop: async () => {
      messages.stop()
      await nats.close()
    },
  }
}
