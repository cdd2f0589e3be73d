/** NATS loses its data under a running shop: `npm run recover` brings it back, and nothing was lost or is done twice. */
import { cp, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Shop } from '@shop/dev/shop/shop.ts'
import { subgraphs } from '@shop/dev/shop/topology.ts'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { stringAt } from '../component/shopping.ts'
import { admin, customer } from '../component/tokens.ts'
import { newKey, PatientClient } from '../clients/patient.ts'
import { gather } from '../invariants/evidence.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { run } from '../recovery/command.ts'
import { openShop } from './open-shop.ts'
import { ADVANCE, deliveryBecomes, newProduct, newUser, PLACE_ORDER, place } from './shopping.ts'
import { overWebSocket, FollowedOrder } from './streams.ts'

const open = openShop({ overrides: { all: { ACK_WAIT_MS: '1000', STEP_DEADLINE_MS: '5000' } } })

const ORDERS = 40
const BEFORE = 15 // orders that are accepted before the accident
const AT_ONCE = 8
const FOLLOW = 'subscription ($id: ID!) { deliveryStatusChanged(orderId: $id) { status } }'
const WITHIN_MS = 240_000

const store = (shop: Shop) => path.join(shop.dataDir, 'nats', 'jetstream')

/** Buys, and goes on buying while and after the accident happens. */
async function buyThrough(accident: () => Promise<void>): Promise<void> {
  const [user, product] = [await newUser(open.router), await newProduct(open.router, { price: 10 })]
  const client = new PatientClient(open.running)
  const { promise: enough, resolve } = Promise.withResolvers<void>()
  let waiting = ORDERS
  let accepted = 0
  const buy = async () => {
    while (waiting-- > 0) {
      const input = { productId: product, quantity: 1, address: '1 Main St', idempotencyKey: newKey() }
      await client.request(user, 'customer', PLACE_ORDER, { input })
      if (++accepted === BEFORE) resolve()
    }
  }
  await Promise.all([...Array.from({ length: AT_ONCE }, buy), enough.then(accident)])
  await recovered()
  const query = '{ me { points orders(first: 100) { edges { node { status } } } } }'
  const { data } = await open.router.request(query, {}, customer(user))
  const edges = Array.from({ length: ORDERS }, () => ({ node: { status: 'CONFIRMED' } }))
  expect(data).toEqual({ me: { points: 999_999 - 10 * ORDERS, orders: { edges } } })
}

/** The command is run, and everything has been handled. */
async function recovered(): Promise<void> {
  const shop = open.running
  const { code, output } = await run('recovery/src/recover-main.ts', [], shop)
  expect([code, output]).toEqual([0, expect.stringMatching(/ [1-9]\d* of them were missing and are back/)])
  await everybodyListens(shop)
  await shop.settle(90_000)
  expect(await brokenInvariants(shop)).toEqual([])
}

/** Every service has its durable consumer again: it makes it as soon as it notices that it is gone. */
async function everybodyListens(shop: Shop): Promise<void> {
  const nats = await connect({ servers: shop.natsUrl })
  const manager = await jetstreamManager(nats)
  await new PatientClient(shop).until('all consumers', async () => {
    const there = new Set<string | undefined>()
    for await (const { config } of manager.consumers.list('EVENTS')) there.add(config.durable_name)
    return subgraphs.every((service) => there.has(service)) || undefined
  })
  await nats.close()
}

async function killNats(change: () => Promise<void>): Promise<void> {
  const nats = open.running.process('nats')
  nats.kill('SIGKILL')
  await nats.stop()
  await change()
  await nats.start()
}

test(
  'NATS is killed and all its data wiped: the orders under way come to their end, and streams go on',
  async () => {
    const shop = open.running
    const user = await newUser(open.router)
    const followed = await place(open.router, user, await newProduct(open.router))
    await deliveryBecomes(open.router, followed, 'PREPARING')
    const stream = await FollowedOrder.open(overWebSocket, open.router, FOLLOW, { id: followed }, admin)
    const status = async () => stringAt((await stream.next())?.data, 'deliveryStatusChanged', 'status')
    expect(await status()).toBe('PREPARING')

    await buyThrough(() => killNats(() => rm(store(shop), { recursive: true })))

    await new PatientClient(shop).request('carrier', 'carrier', ADVANCE, {
      input: { orderId: followed, to: 'DELIVERED' },
    })
    expect(await status()).toBe('DELIVERED')
    await stream.cut()
  },
  WITHIN_MS,
)

test(
  'NATS comes back without its last seconds: they are found and filled',
  async () => {
    const shop = open.running
    const older = path.join(shop.dataDir, 'older-jetstream')
    const nats = shop.process('nats')
    nats.kill('SIGSTOP') // so that the copy is of one moment, as what a disk has kept
    await cp(store(shop), older, { recursive: true })
    nats.kill('SIGCONT')
    await buyThrough(() =>
      killNats(async () => {
        await rm(store(shop), { recursive: true })
        await cp(older, store(shop), { recursive: true })
      }),
    )
  },
  WITHIN_MS,
)

test(
  'the messages are older than the consumers’ positions: none is missed',
  async () => {
    const shop = open.running
    const messages = path.join(store(shop), 'jetstream', '$G', 'streams', 'EVENTS', 'msgs')
    const older = path.join(shop.dataDir, 'older-messages')
    const nats = shop.process('nats')
    nats.kill('SIGSTOP')
    await cp(messages, older, { recursive: true })
    nats.kill('SIGCONT')
    await buyThrough(() =>
      killNats(async () => {
        await rm(messages, { recursive: true })
        await cp(older, messages, { recursive: true })
      }),
    )
  },
  WITHIN_MS,
)

test('mypage, rebuilt by command after all that, is row by row what it was', async () => {
  const shop = open.running
  const before = (await gather(shop)).views
  expect(await run('recovery/src/rebuild-main.ts', ['mypage'], shop)).toMatchObject({ code: 0 })
  const { views } = await gather(shop)
  expect(views).toEqual(before)
  expect(views.purchases.size).toBeGreaterThanOrEqual(3 * ORDERS)
})
