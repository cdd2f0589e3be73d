/** The users of deploy/nats/users.conf on a real server: the shop works with them, and none may do what is another's. */

import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { contract } from '@shop/contract/catalog.ts'
import { accessFiles } from '@shop/dev/access/files.ts'
import { passwordVariable } from '@shop/dev/access/nats-conf.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { NatsServer } from '@shop/dev/testing/nats-server.ts'
import { until } from '@shop/dev/testing/until.ts'
import { makeAll } from '@shop/events/access/make-all.ts'
import { natsUsers } from '@shop/events/access/nats-users.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectNats } from '@shop/platform/nats.ts'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { advance, addProduct, becomes, data, newUser, placeOrder, prepared } from './shopping.ts'
import { Services } from './services.ts'
import { customer } from './tokens.ts'

const consuming = contract.services.filter((service) => contract.receivedBy(service).length > 0)
const users = [...natsUsers(contract, []).map(({ name }) => name)]
const passwordOf = (user: string) => `secret-of-${user}`
const env = Object.fromEntries(users.map((user) => [passwordVariable(user), passwordOf(user)]))
const log = createLog({ name: 'test', level: 'silent', pretty: false })

let server: NatsServer
const open: { close: () => Promise<void> }[] = []
beforeAll(async () => {
  const users = path.join(projectRoot, 'deploy/nats/users.conf')
  server = await NatsServer.start({
    env,
    config: (folder) => `jetstream { store_dir: "${folder}" }\ninclude "${path.relative(folder, users)}"`,
  })
})
afterAll(async () => {
  await Promise.all(open.map((connection) => connection.close()))
  await server.stop()
})

async function as(user: string, name = user): Promise<NatsConnection> {
  const settings = { NATS_URL: server.host, NATS_USER: user, NATS_PASSWORD: passwordOf(user) }
  const connection = await connectNats({ settings, name, log, signal: AbortSignal.timeout(10_000) })
  open.push(connection)
  return connection
}

const config = { MONGODB_DATABASE: 'shop', EVENTS_ADMIN: 'on', ACK_WAIT_MS: 5_000 } as const

test.each([...accessFiles()])('%s is what npm run access writes', async (name, text) => {
  expect(await readFile(path.join(projectRoot, name), 'utf8')).toBe(text)
})

test('the whole way of an order, and back, with services that may only do what is theirs', async () => {
  const services = Services.start({
    env: { NATS_URL: server.host, EVENTS_ADMIN: 'off', MONGODB_DATABASE: `permissions-${process.pid}` },
    each: (name) => ({ NATS_USER: name, NATS_PASSWORD: passwordOf(name) }),
  })
  // They wait for who may make streams.
  const outcome = await makeAll(await as('admin', 'streams'), contract, {
    ...config,
    MONGODB_DATABASE: `permissions-${process.pid}`,
  })
  expect(outcome).toEqual([expect.stringMatching(/EVENTS, DEAD$/), `consumers: ${consuming.join(', ')}`])
  const shop = await services
  open.push({ close: () => shop.stop() })
  const [product, user] = [await addProduct(shop), await newUser(shop)]
  const following = shop
    .at('mypage')
    .follow('subscription { myPageChanged { page { orderCount } } }', {}, customer(user))
  await following.next()
  const cancelled = await placeOrder(shop, user, product)
  await prepared(shop, cancelled)
  const cancel = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { id } }'
  await data(shop.at('order').request(cancel, { input: { orderId: cancelled } }, customer(user)))
  await becomes(shop, cancelled, 'CANCELLED')
  const completed = await placeOrder(shop, user, product)
  await prepared(shop, completed)
  await advance(shop, completed, 'DELIVERED')
  await becomes(shop, completed, 'COMPLETED')
  const page = async () =>
    JSON.stringify(await data(shop.at('mypage').request('{ myPage { pointsSpent orderCount } }', {}, customer(user))))
  await until('the page has received both', async () => (await page()).includes('"pointsSpent":10000'))
  expect((await following.next()).done).toBe(false)
  await following.return()
  expect(server.lines.filter((line) => /violation/i.test(line))).toEqual([])
}, 60_000)

describe('what is refused', () => {
  const foreign: readonly (readonly [string, string])[] = [
    ...contract.services
      .filter((service) => service !== 'operations') // it hands dead letters to their services again, as they came
      .map(
        (service) =>
          [service, `events.${service === 'order' ? 'account.PaymentApproved' : 'order.OrderPlaced'}.x`] as const,
      ),
    ...contract.services.flatMap((service) => [
      [service, `dead.${service === 'order' ? 'pay' : 'order'}.failed.x`] as const,
      [service, '$JS.API.STREAM.DELETE.EVENTS'] as const,
      [service, '$JS.API.STREAM.UPDATE.EVENTS'] as const,
      [service, '$JS.API.STREAM.PURGE.EVENTS'] as const,
      [service, '$JS.API.STREAM.MSG.GET.EVENTS'] as const,
      [service, '$JS.API.DIRECT.GET.EVENTS'] as const,
      [service, `$JS.API.CONSUMER.CREATE.EVENTS.${service}`] as const,
      [service, '$JS.API.CONSUMER.CREATE.EVENTS.spy'] as const,
      [service, `changed.${service === 'mypage' ? 'order' : 'mypage'}.x`] as const,
      [service, '$JS.API.CONSUMER.CREATE.EVENTS.spy.events.>'] as const,
      [service, `$JS.API.CONSUMER.DELETE.EVENTS.${service}`] as const,
      ...contract.services
        .filter((other) => other !== service)
        .flatMap((other) => [
          [service, `$JS.API.CONSUMER.MSG.NEXT.EVENTS.${other}`] as const,
          [service, `$JS.API.CONSUMER.DELETE.EVENTS.${other}`] as const,
          [service, `$JS.API.CONSUMER.CREATE.EVENTS.${other}.events.${service}.*.*`] as const,
          [service, `$JS.ACK.EVENTS.${other}.1.1.1.1.1`] as const,
        ]),
    ]),
    ['router', 'events.order.OrderPlaced.x'],
    ['router', '$JS.API.INFO'],
  ]

  test('of publishing: events of others, their consumers, and the streams', async () => {
    const connections = new Map(
      await Promise.all([...contract.services, 'router'].map(async (user) => [user, await as(user)] as const)),
    )
    for (const [user, subject] of foreign) connections.get(user)?.publish(subject, '{}')
    await Promise.all([...connections.values()].map((connection) => connection.flush()))
    const violated = () => server.lines.filter((line) => /Publish Violation/.test(line))
    await until('all are refused', () => violated().length >= foreign.length)
    for (const [user, subject] of foreign)
      expect(
        violated().some((line) => line.includes(`user:${user}"`) && line.includes(`"${subject}"`)) ||
          `${user} ${subject}`,
      ).toBe(true)
  })

  test('of listening: whatever is not an inbox of their own, and of the router whatever is not a change of products', async () => {
    const refused = async (user: string, subject: string): Promise<boolean> => {
      const connection = await as(user)
      const { promise, resolve } = Promise.withResolvers<boolean>()
      connection.subscribe(subject, { callback: (error) => void (error && resolve(true)) })
      void connection
        .flush()
        .then(() => connection.flush())
        .then(() => resolve(false))
      return promise
    }
    for (const service of contract.services) {
      expect(await refused(service, 'events.>')).toBe(true)
      expect(await refused(service, '_INBOX.>')).toBe(true)
      expect(await refused(service, 'changed.>')).toBe(true)
      expect(await refused(service, `_INBOX_${service === 'order' ? 'pay' : 'order'}.>`)).toBe(true)
    }
    expect(await refused('router', 'events.order.*.*')).toBe(true)
    expect(await refused('router', 'events.product.*.*')).toBe(false)
  })

  test('but a service may make a feed of its own events, and read what waits for it', async () => {
    const manager = await jetstreamManager(await as('admin', 'streams'))
    await jetstream(await as('inventory')).publish('events.product.Restocked.x', '{}')
    const feed = await jetstream(await as('inventory', 'inventory')).consumers.get('EVENTS', {
      filter_subjects: 'events.product.*.*',
    })
    expect((await feed.next())?.subject).toMatch(/^events\.product\./)
    expect((await manager.consumers.info('EVENTS', 'inventory')).name).toBe('inventory')
  })
})

test('deploy/mongo/users.js gives each service its own collections, and nothing of another', async () => {
  const script = accessFiles().get('deploy/mongo/users.js') ?? ''
  const made = { roles: new Map<string, unknown>(), users: new Map<string, unknown>() }
  const database = {
    getName: () => 'shop',
    getRole: () => null,
    getUser: () => null,
    createRole: ({ role, privileges }: { role: string; privileges: unknown }) => made.roles.set(role, privileges),
    createUser: ({ user, roles }: { user: string; roles: unknown }) => made.users.set(user, roles),
  }
  const passwords = Object.fromEntries(users.map((user) => [`${user.toUpperCase()}_PASSWORD`, passwordOf(user)]))
  // oxlint-disable-next-line no-implied-eval -- mongosh runs it just so
  new Function('db', 'process', script)({ getSiblingDB: () => database }, { env: passwords })
  expect([...made.users.keys()]).toEqual([...contract.services, 'admin'])
  const may = (role: string) =>
    [...JSON.stringify(made.roles.get(role)).matchAll(/"collection":"(\w+)"\},"actions":\["find","insert"/g)].map(
      ([, collection]) => collection,
    )
  expect(may('order')).toEqual(['orders', 'order_events', 'order_keys'])
  expect(may('pay')).toEqual(['accounts', 'account_events', 'pay_keys'])
  expect(may('mypage')).toEqual(['mypage_pages', 'mypage_purchases', 'mypage_products'])
})
