import { v7 as uuidv7 } from 'uuid'
import { addProduct, becomes, data, newUser, placeOrder, stringAt } from './shopping.ts'
import { Services } from './services.ts'
import { customer } from './tokens.ts'

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
