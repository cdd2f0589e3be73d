/** JetStream takes nothing more, as when its disk is full: orders are refused rather than left to wait, and go on when there is space. */

import { DiscardPolicy, jetstreamManager } from '@nats-io/jetstream'
import { NatsServer } from '@shop/dev/testing/nats-server.ts'
import { until } from '@shop/dev/testing/until.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectNats } from '@shop/platform/nats.ts'
import { addProduct, becomes, newUser, placeOrder } from './shopping.ts'
import { Services } from './services.ts'
import { admin, customer } from './tokens.ts'

const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id } }'

test('where nothing can be published orders are refused, readiness says so, and all goes on by itself when there is space', async () => {
  const server = await NatsServer.start({ config: (folder) => `jetstream { store_dir: "${folder}" }` })
  const services = await Services.start({ env: { NATS_URL: server.host, MOST_UNPUBLISHED_MS: '1000' } })
  const log = createLog({ name: 'test', level: 'silent', pretty: false })
  const nats = await connectNats({
    ...{ settings: { NATS_URL: server.host }, name: 'tester', log },
    signal: new AbortController().signal,
  })
  try {
    const { streams } = await jetstreamManager(nats)
    const [user, product] = [await newUser(services), await addProduct(services)]
    await becomes(services, await placeOrder(services, user, product), 'CONFIRMED')
    await streams.update('EVENTS', { max_msgs: 1, discard: DiscardPolicy.New })

    const waiting = await placeOrder(services, user, product)
    const input = { productId: product, quantity: 1, address: 'Seoul' }
    const refused = async () => {
      const { errors } = await services.at('order').request(PLACE, { input }, customer(user))
      return JSON.stringify(errors ?? '').includes('SERVICE_UNAVAILABLE')
    }
    await until('orders are refused', refused)
    const readiness = await fetch(services.at('order').url.replace('graphql', 'health/ready'))
    expect(await readiness.json()).toMatchObject({ status: 'ready', parts: { publishing: 'down', nats: 'up' } })
    const failing = async (service: 'order' | 'pay') => {
      const metrics = await (await fetch(services.at(service).url.replace('graphql', 'metrics'))).text()
      return Number(/^shop_publishing_failing_seconds\{.*\} (\S+)$/m.exec(metrics)?.[1])
    }
    expect(await failing('order')).toBeGreaterThan(0.9)
    expect(await failing('pay')).toBe(0)
    const { errors } = await services.at('order').request('{ orders { edges { node { id } } } }', {}, admin)
    expect(errors).toBeUndefined()

    await streams.update('EVENTS', { max_msgs: -1 })
    await becomes(services, waiting, 'CONFIRMED')
    await until('orders are taken again', async () => !(await refused()))
    expect(await failing('order')).toBe(0)
  } finally {
    await nats.close()
    await services.stop()
    await server.stop()
  }
}, 120_000)
