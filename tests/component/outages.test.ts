import { addProduct, becomes, data, newId, newUser, placeOrder, stringAt } from './shopping.ts'
import { Services } from './services.ts'
import { admin, customer } from './tokens.ts'

let services: Services
beforeAll(async () => void (services = await Services.start({ own: true })))
afterAll(() => services.stop())

const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id status } }'
const ORDERS = '{ orders { edges { node { id } } } }'
const readiness = async (): Promise<unknown> =>
  (await fetch(services.at('order').url.replace('graphql', 'health/ready'))).json()

const liveness = async () => (await fetch(services.at('order').url.replace('graphql', 'health/live'))).status

const refusedInTime = async () => {
  const signal = AbortSignal.timeout(25_000) // before the driver itself would give up
  for (const request of [
    services.at('order').request(ORDERS, {}, admin),
    services.at('inventory').request('{ products { edges { cursor } } }'),
    services.at('pay').request('{ me { points } }', {}, customer('somebody')),
  ]) {
    const { errors } = await request
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: expect.any(Number) } }])
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|mongo/i)
  }
  expect(signal.aborted).toBe(false)
}

test('while MongoDB is away requests are refused in time; the same order, sent again, is placed once it is back', async () => {
  const [user, productId] = [await newUser(services), await addProduct(services)]
  const input = { productId, quantity: 1, address: 'Seoul', idempotencyKey: newId('key') }
  await services.process('mongo').stop()
  await refusedInTime()
  expect(await services.at('order').refusal(PLACE, { input }, customer(user))).toBe('SERVICE_UNAVAILABLE')
  expect(await readiness()).toMatchObject({ status: 'not ready', parts: { mongo: 'down', nats: 'up' } })
  expect(await liveness()).toBe(200)
  await services.process('mongo').start()
  const placed = await data(services.at('order').request(PLACE, { input }, customer(user)))
  const again = await data(services.at('order').request(PLACE, { input }, customer(user)))
  expect(stringAt(again, 'placeOrder', 'id')).toBe(stringAt(placed, 'placeOrder', 'id'))
  await becomes(services, stringAt(placed, 'placeOrder', 'id'), 'CONFIRMED')
})

test('while MongoDB does not move requests are refused in time too', async () => {
  services.process('mongo').kill('SIGSTOP')
  try {
    await refusedInTime()
  } finally {
    services.process('mongo').kill('SIGCONT')
  }
  await newUser(services)
})

test('while NATS is away orders are still taken, readiness says so, and they go on when it is back', async () => {
  const [user, product] = [await newUser(services), await addProduct(services)]
  await services.process('nats').stop()
  const id = await placeOrder(services, user, product)
  expect(await readiness()).toMatchObject({ status: 'ready', parts: { mongo: 'up', nats: 'down' } })
  expect(await liveness()).toBe(200)
  await services.process('nats').start()
  await becomes(services, id, 'CONFIRMED')
})
