/** Services that start while NATS is away: they serve, take orders, and are whole when it comes. */

import { freePort } from '@shop/dev/ports.ts'
import { NatsServer } from '@shop/dev/testing/nats-server.ts'
import { until } from '@shop/dev/testing/until.ts'
import { Services } from './services.ts'
import { addProduct, becomes, newUser, placeOrder } from './shopping.ts'
import { admin } from './tokens.ts'

test('services that start while NATS is away answer and take orders, say what is missing, and are whole when it comes', async () => {
  const port = await freePort()
  const services = await Services.start({ env: { NATS_URL: `nats://127.0.0.1:${port}` } })
  const read = async (path: string) => (await fetch(services.at('order').url.replace('graphql', path))).text()
  let server: NatsServer | undefined
  try {
    const [user, product] = [await newUser(services), await addProduct(services)]
    const order = await placeOrder(services, user, product)
    const { data } = await services
      .at('inventory')
      .request('query ($id: ID!) { product(id: $id) { id } }', { id: product })
    expect(data).toEqual({ product: { id: product } })
    for (const client of services.all) {
      const ready = await fetch(client.url.replace('graphql', 'health/ready'))
      expect(await ready.json()).toMatchObject({ status: 'ready', parts: { mongo: 'up', nats: 'down' } })
    }
    const metrics = await read('metrics')
    expect(metrics).toMatch(/^part_up\{part="nats".*\} 0$/m)
    expect(metrics).not.toContain('shop_consumer_lag')
    const { errors } = await services.at('operations').request('{ deadLetters { edges { cursor } } }', {}, admin)
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }])

    server = await NatsServer.start({ port, config: (folder) => `jetstream { store_dir: "${folder}" }` })
    const status = async () =>
      (await services.at('order').request('query ($id: ID!) { order(id: $id) { status } }', { id: order }, admin)).data
    await until('the order goes on', async () => JSON.stringify(await status()).includes('CONFIRMED'), 60_000)
    await becomes(services, order, 'CONFIRMED') // subscribers receive it
    expect(JSON.parse(await read('health/ready'))).toMatchObject({ status: 'ready', parts: { nats: 'up' } })
  } finally {
    await services.stop()
    await server?.stop()
  }
}, 240_000)
