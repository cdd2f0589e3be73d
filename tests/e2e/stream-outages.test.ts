/** What a client of a subscription notices when processes of the shop are away: as little as possible, and never a gap. */
import type { ClientResponse } from '../component/client.ts'
import { stringAt } from '../component/shopping.ts'
import { type As, customer } from '../component/tokens.ts'
import { PatientClient } from '../clients/patient.ts'
import { openShop } from './open-shop.ts'
import { advance, ADVANCE, deliveryBecomes, newProduct, newUser, place } from './shopping.ts'
import { overEventStream, overWebSocket, FollowedOrder } from './streams.ts'

const open = openShop({ overrides: { all: { ACK_WAIT_MS: '2000' } } })

const FOLLOW = `subscription ($id: ID!, $after: String) {
  deliveryStatusChanged(orderId: $id, after: $after) {
    cursor status delivery { order { product { name } } user { points } }
  }
}`
const WAY = ['PREPARING', 'SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']

const statusOf = (answer: ClientResponse | undefined) => stringAt(answer?.data?.['deliveryStatusChanged'], 'status')

async function delivering(): Promise<{ readonly id: string; readonly as: As }> {
  const user = await newUser(open.router)
  const id = await place(open.router, user, await newProduct(open.router))
  await deliveryBecomes(open.router, id, 'PREPARING')
  return { id, as: customer(user) }
}

/** Until it is so, whatever is away. */
async function advancePatiently(orderId: string, to: string | undefined): Promise<void> {
  await new PatientClient(open.running).request('carrier', 'carrier', ADVANCE, { input: { orderId, to } })
}

const follow = (id: string, as: As, after?: string, transport = overWebSocket) =>
  FollowedOrder.open(transport, open.router, FOLLOW, { id, after }, as)

test.each([
  ['the subgraph', 'delivery', 'a WebSocket', overWebSocket],
  ['NATS', 'nats', 'server-sent events', overEventStream],
] as const)(
  'where %s (%s) is killed between changes, a client over %s receives each of them once, and no error',
  async (_what, killed, _transport, transport) => {
    const { id, as } = await delivering()
    const stream = await follow(id, as, undefined, transport)
    const first = await stream.next()
    open.running.process(killed).kill('SIGKILL')
    await advancePatiently(id, WAY[1])
    await advancePatiently(id, WAY[2])
    const more = [await stream.next(), await stream.next()]
    expect([first, ...more].map(statusOf)).toEqual(WAY.slice(0, 3))
    open.running.process(killed).kill('SIGKILL')
    await advancePatiently(id, WAY[3])
    await advancePatiently(id, WAY[4])
    expect((await stream.remaining()).map(statusOf)).toEqual(WAY.slice(3))
  },
)

test('where the router is killed, a client goes on after its last cursor', async () => {
  const { id, as } = await delivering()
  const stream = await follow(id, as)
  const cursor = stringAt((await stream.next())?.data?.['deliveryStatusChanged'], 'cursor')
  open.running.process('router').kill('SIGKILL')
  await expect(stream.next()).rejects.toMatchObject({ code: 1006 })
  for (const status of WAY.slice(1)) await advancePatiently(id, status)
  expect((await (await follow(id, as, cursor)).remaining()).map(statusOf)).toEqual(WAY.slice(1))
})

test('where a subgraph beside it is away, its fields are missing, with an error that says where', async () => {
  const { id, as } = await delivering()
  const stream = await follow(id, as)
  await stream.next()
  await open.running.process('pay').stop()
  await advance(open.router, id)
  expect(await stream.next()).toMatchObject({
    data: {
      deliveryStatusChanged: {
        status: 'SHIPPED',
        delivery: { order: { product: { name: 'Tea' } }, user: { points: null } },
      },
    },
    errors: [{ path: ['deliveryStatusChanged', 'delivery', 'user', 'points'], extensions: UNAVAILABLE }],
  })
  await open.running.process('pay').start()
  await advance(open.router, id)
  expect(await stream.next()).toMatchObject({
    data: { deliveryStatusChanged: { delivery: { user: { points: 989_999 } } } },
  })
  await stream.cut()
})

const UNAVAILABLE = { code: 'SERVICE_UNAVAILABLE', service: 'pay', retryAfter: expect.any(Number) }

test('a WebSocket is closed with a code of its own when its token expires', async () => {
  const { id, as } = await delivering()
  const stream = await FollowedOrder.open(overWebSocket, open.router, FOLLOW, { id }, { ...as, expiresIn: 3 })
  expect(statusOf(await stream.next())).toBe('PREPARING')
  await expect(stream.next()).rejects.toMatchObject({ code: 4403, reason: 'Token expired' })
})

test('an event stream ends with UNAUTHENTICATED when its token expires', async () => {
  const { id, as } = await delivering()
  const stream = await FollowedOrder.open(overEventStream, open.router, FOLLOW, { id }, { ...as, expiresIn: 3 })
  expect(statusOf(await stream.next())).toBe('PREPARING')
  expect(await stream.remaining()).toMatchObject([{ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }])
})
