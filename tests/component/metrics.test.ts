import { domains } from '@shop/contract/domains.ts'
import { until } from '@shop/dev/testing/until.ts'
import { type StartedService, Services } from './services.ts'
import { addProduct, advance, becomes, data, newUser, placeOrder, prepared } from './shopping.ts'
import { customer } from './tokens.ts'

let services: Services
beforeAll(async () => void (services = await Services.start({ own: true })))
afterAll(() => services.stop())

const CANCEL = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { id } }'

/** What a service shows: values by name and labels, without the service's own. */
async function scrape(service: StartedService): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(services.at(service).url.replace('graphql', 'metrics'))).text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      const name = line
        .slice(0, at)
        .replace(/service="\w+",?/, '')
        .replace(',}', '}')
        .replace('{}', '')
      return [name, Number(line.slice(at + 1))]
    }),
  )
}

/** Waits until a service shows it: samples are up to 5 s old. */
async function shows(
  service: StartedService,
  what: string,
  value: (value: number | undefined) => boolean,
): Promise<void> {
  let last: number | undefined
  const holds = async () => value((last = (await scrape(service)).get(what)))
  await until(`${service} shows ${what}`, holds, 20_000).catch((error: unknown) => {
    throw new Error(`${String(error)}; it shows ${last}`)
  })
}

/** Invariants 1 and 2, over all users and over all products. */
async function sumsAgree(): Promise<boolean> {
  const [orders, accounts, products] = [await scrape('order'), await scrape('pay'), await scrape('inventory')]
  const points = accounts.get(total('points_added')) ?? NaN
  const units = products.get(total('units_added')) ?? NaN
  const inOrders = orders.get(total('units_in_orders')) ?? 0
  return (
    inOrders > 0 &&
    points === (accounts.get(total('points_free')) ?? 0) + (orders.get(total('points_in_orders')) ?? 0) &&
    units === (products.get(total('units_free')) ?? 0) + inOrders
  )
}

const total = (what: string) => `shop_audit_sum{what="${what}"}`

test('a shop at rest shows that nothing waits, and that its sums agree', async () => {
  const [user, product] = [await newUser(services, 100_000), await addProduct(services, { price: 100, stock: 50 })]
  const [kept, cancelled, refused] = [
    await placeOrder(services, user, product, 10),
    await placeOrder(services, user, product, 5),
    await placeOrder(services, user, product, 1_000),
  ]
  await Promise.all([prepared(services, kept), prepared(services, cancelled), becomes(services, refused, 'REJECTED')])
  await advance(services, kept, 'DELIVERED')
  await data(services.at('order').request(CANCEL, { input: { orderId: cancelled } }, customer(user)))
  await becomes(services, cancelled, 'CANCELLED')
  await services.settle()

  for (const { name: service, aggregates = {} } of domains) {
    await shows(service, 'shop_consumer_lag', (value) => value === 0)
    await shows(service, 'shop_consumer_unacknowledged', (value) => value === 0)
    for (const kind of ['failed', 'malformed', 'parked'])
      await shows(service, `shop_dead_letters{kind="${kind}"}`, (value) => value === 0)
    if (Object.keys(aggregates).length === 0) continue
    await shows(service, 'shop_outbox_aggregates', (value) => value === 0)
    await shows(service, 'shop_outbox_age_seconds', (value) => value === 0)
    await shows(service, 'shop_audit_broken{invariant="log"}', (value) => value === 0)
  }
  await shows('mypage', 'shop_audit_broken{invariant="rebuild"}', (value) => value === 0)
  await shows('mypage', total('behind'), (value) => value === 0)
  await shows('mypage', 'shop_audit_aggregates', (value = 0) => value >= 5) // three purchases, a page, a name
  await shows('order', 'shop_sagas_waiting', (value) => value === 0)
  await shows('order', 'shop_sagas_stuck', (value) => value === 0)
  await shows('order', total('orders_completed'), (value = 0) => value >= 1)
  await until('the sums of points and of units agree', sumsAgree, 20_000)

  const orders = await scrape('order')
  for (const way of ['to the delivery', 'to the refusal', 'back'])
    expect(orders.get(`shop_saga_seconds_count{way="${way}"}`)).toBeGreaterThan(0)
  expect(orders.get('shop_saga_step_seconds_count{step="StockRestored"}')).toBeGreaterThan(0)
})

test('while NATS is away outboxes fill and grow old, and what is not known is not shown', async () => {
  const [user, product] = [await newUser(services), await addProduct(services)]
  await services.settle()
  await services.process('nats').stop()
  const order = await placeOrder(services, user, product, 1)
  await shows('order', 'shop_outbox_aggregates', (value) => value === 1)
  await shows('order', 'shop_outbox_age_seconds', (value) => value !== undefined && value > 0)
  await shows('order', 'shop_sagas_waiting', (value) => value === 1)
  await shows('order', 'shop_consumer_lag', (value) => value === undefined)
  await services.process('nats').start()
  await becomes(services, order, 'CONFIRMED')
})
