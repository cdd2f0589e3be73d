import { v7 as uuidv7 } from 'uuid'
import { addProduct, becomes, data, newUser, placeOrder, stringAt } from './shopping.ts'
import { Services } from './services.ts'
import { admin, carrier, customer } from './tokens.ts'

let services: Services
beforeAll(async () => void (services = await Services.start()))
afterAll(() => services.stop())
const orders = () => services.at('order')

const CANCEL = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { id status } }'
const FOLLOW = `subscription ($id: ID!, $after: String) { orderStatusChanged(orderId: $id, after: $after) {
  cursor status at order { id status } } }`

test('a stream sends every status once, in order, and completes with the last', async () => {
  const [user, product] = [await newUser(services), await addProduct(services)]
  const id = await placeOrder(services, user, product)
  await becomes(services, id, 'CONFIRMED')
  const seen: string[] = []
  const cursors: string[] = []
  for await (const event of orders().follow(FOLLOW, { id }, customer(user))) {
    seen.push(stringAt(event, 'data', 'orderStatusChanged', 'status'))
    cursors.push(stringAt(event, 'data', 'orderStatusChanged', 'cursor'))
    if (seen.length === 1) await data(orders().request(CANCEL, { input: { orderId: id } }, customer(user)))
  }
  expect(seen).toEqual(['CONFIRMED', 'CANCELLING', 'CANCELLED'])
  const remaining: string[] = []
  for await (const event of orders().follow(FOLLOW, { id, after: cursors[0] }, customer(user)))
    remaining.push(stringAt(event, 'data', 'orderStatusChanged', 'status'))
  expect(remaining).toEqual(['CANCELLING', 'CANCELLED'])
  for (const after of cursors.slice(-1))
    expect(await orders().follow(FOLLOW, { id, after }, customer(user)).next()).toEqual({
      done: true,
      value: undefined,
    })
})

test.each(['garbage', Buffer.from(`order:${uuidv7()}:1`).toString('base64url')])(
  'a stream does not go on from a cursor of something else: %s',
  async (after) => {
    const user = await newUser(services)
    const id = await placeOrder(services, user, await addProduct(services))
    await expect(orders().follow(FOLLOW, { id, after }, customer(user)).next()).rejects.toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: 'after' } },
    ])
  },
)

const FOLLOW_ALL = 'subscription ($after: String) { ordersChanged(after: $after) { cursor orders { id status } } }'

test('an admin learns of every order that is new or changes, and after a cursor of all that have since', async () => {
  const [user, product] = [await newUser(services), await addProduct(services)]
  const follow = (after?: string) => orders().follow(FOLLOW_ALL, { after }, admin)
  /** Answers the cursor of the update that has it. */
  const untilUpdated = async (updates: ReturnType<typeof follow>, id: string, status: string): Promise<string> => {
    for (;;) {
      const { value } = await updates.next()
      if (!value) throw new Error('the stream has ended')
      if (JSON.stringify(value.data).includes(JSON.stringify({ id, status })))
        return stringAt(value, 'data', 'ordersChanged', 'cursor')
    }
  }
  const updates = follow()
  expect((await updates.next()).value).toMatchObject({ data: { ordersChanged: { orders: [] } } })
  const id = await placeOrder(services, user, product)
  const cursor = await untilUpdated(updates, id, 'CONFIRMED')
  await updates.return()
  const other = await placeOrder(services, user, product)
  await becomes(services, other, 'CONFIRMED')
  const resumed = follow(cursor)
  await untilUpdated(resumed, other, 'CONFIRMED')
  await data(orders().request(CANCEL, { input: { orderId: id } }, customer(user)))
  await untilUpdated(resumed, id, 'CANCELLED')
  await resumed.return()
})

test.each([
  [undefined, 'UNAUTHENTICATED'],
  [customer('somebody'), 'FORBIDDEN'],
  [carrier, 'FORBIDDEN'],
])('who %j is, may not follow all orders', async (as, code) => {
  const { value } = await orders().follow(FOLLOW_ALL, {}, as).next()
  expect(value).toMatchObject({ errors: [{ extensions: { code } }] })
})
