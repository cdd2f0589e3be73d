/** Who may do what: at the router, and the same around it. */
import type { Service } from '@shop/contract/domains.ts'
import { type As, admin, carrier, customer } from '../component/tokens.ts'
import { openShop } from './open-shop.ts'
import { deliveryBecomes, newId, newProduct, newUser, orderBecomes, place } from './shopping.ts'

const open = openShop()

const callers = ['anonymous', 'owner', 'stranger', 'carrier', 'admin', 'roleless'] as const
type ExpectedCodes = readonly string[] // in the order of the callers; 'ok', 'null', or an error's code

const [OK, NULL, LOGIN, ROLE] = ['ok', 'null', 'UNAUTHENTICATED', 'FORBIDDEN']
const adminsOnly = [LOGIN, ROLE, ROLE, ROLE, OK, ROLE]

type AccessRow = readonly [what: string, at: Service, query: string, expected: ExpectedCodes]

const rows: readonly AccessRow[] = [
  ['product', 'inventory', 'query { field: product(id: "$product") { id } }', [OK, OK, OK, OK, OK, OK]],
  ['products', 'inventory', 'query { field: products { edges { cursor } } }', [OK, OK, OK, OK, OK, OK]],
  ['me', 'pay', 'query { field: me { points } }', [NULL, OK, OK, OK, OK, OK]],
  ['user', 'pay', 'query { field: user(id: "$owner") { points } }', [LOGIN, OK, NULL, NULL, OK, NULL]],
  ['an order', 'order', 'query { field: order(id: "$order") { id } }', [LOGIN, OK, NULL, OK, OK, NULL]],
  [
    'an order without a delivery',
    'order',
    'query { field: order(id: "$refused") { id } }',
    [LOGIN, OK, NULL, NULL, OK, NULL],
  ],
  ['orders', 'order', 'query { field: orders { edges { cursor } } }', adminsOnly],
  ['dead letters', 'operations', 'query { field: deadLetters { edges { cursor } } }', adminsOnly],
  ['services', 'operations', 'query { field: services { name } }', adminsOnly],
  ['delivery', 'delivery', 'query { field: delivery(orderId: "$order") { id } }', [LOGIN, OK, NULL, OK, OK, NULL]],
  ['deliveries', 'delivery', 'query { field: deliveries { edges { cursor } } }', [LOGIN, ROLE, ROLE, OK, OK, ROLE]],
  ['myPage', 'mypage', 'query { field: myPage { points } }', [LOGIN, OK, OK, OK, OK, OK]],
  [
    'a user’s myPage',
    'mypage',
    'query { field: myPage(userId: "$owner") { points } }',
    [LOGIN, OK, NULL, NULL, OK, NULL],
  ],
  [
    'addProduct',
    'inventory',
    'mutation { field: addProduct(input: {name: "x", price: 1, stock: 1}) { id } }',
    adminsOnly,
  ],
  [
    'restockProduct',
    'inventory',
    'mutation { field: restockProduct(input: {productId: "$product", quantity: 1}) { id } }',
    adminsOnly,
  ],
  [
    'changeProductPrice',
    'inventory',
    'mutation { field: changeProductPrice(input: {productId: "$product", price: 1000}) { id } }',
    adminsOnly,
  ],
  ['addPoints', 'pay', 'mutation { field: addPoints(input: {userId: "$stranger", amount: 1}) { id } }', adminsOnly],
  [
    'placeOrder',
    'order',
    'mutation { field: placeOrder(input: {productId: "$unknown", quantity: 1, address: "x"}) { id } }',
    [LOGIN, OK, OK, ROLE, ROLE, ROLE],
  ],
  [
    'cancelOrder, of a rejected order',
    'order',
    'mutation { field: cancelOrder(input: {orderId: "$refused"}) { id } }',
    [LOGIN, 'ORDER_NOT_CANCELLABLE', 'NOT_FOUND', ROLE, 'ORDER_NOT_CANCELLABLE', ROLE],
  ],
  [
    'advanceDelivery, to where it is',
    'delivery',
    'mutation { field: advanceDelivery(input: {orderId: "$order", to: PREPARING}) { id } }',
    [LOGIN, ROLE, ROLE, OK, OK, ROLE],
  ],
]

const names: Record<string, string> = {}
beforeAll(async () => {
  const { router } = open
  const [owner, product, scarce] = [
    await newUser(router),
    await newProduct(router),
    await newProduct(router, { stock: 0 }),
  ]
  const [order, refused] = [await place(router, owner, product), await place(router, owner, scarce)]
  await deliveryBecomes(router, order, 'PREPARING')
  await orderBecomes(router, refused, 'REJECTED')
  await open.settle()
  Object.assign(names, { owner, product, order, refused, stranger: newId('user'), unknown: newId('product') })
}, 60_000)

function asOf(caller: (typeof callers)[number]): As | undefined {
  switch (caller) {
    case 'anonymous':
      return undefined
    case 'owner':
    case 'stranger':
      return customer(names[caller] ?? '')
    case 'carrier':
      return carrier
    case 'admin':
      return admin
    case 'roleless':
      return { user: 'somebody' }
  }
}

describe.each(['through the router', 'at the subgraph itself'])('%s', (where) => {
  test.each(rows)('%s', async (_what, service, text, expected) => {
    const client = where === 'through the router' ? open.router : open.at(service)
    const query = text.replaceAll(/\$(\w+)/g, (_, name: string) => names[name] ?? '')
    const found = await Promise.all(
      callers.map(async (caller) => {
        const { data, errors } = await client.request(query, {}, asOf(caller))
        return [caller, errors?.[0]?.extensions.code ?? (data?.['field'] ? OK : NULL)]
      }),
    )
    expect(found).toEqual(callers.map((caller, index) => [caller, expected[index]]))
  })
})

test('what was refused has changed nothing', async () => {
  const query = `{ product(id: "${names['product']}") { price } user(id: "${names['owner']}") { points orders { edges { node { status } } } } }`
  const { data } = await open.router.request(query, {}, admin)
  expect(data).toMatchObject({ product: { price: 1000 }, user: { points: 989_999 } })
})

test('a carrier sees deliveries with their orders, but neither prices nor details nor points', async () => {
  const query = `{
    delivery(orderId: "${names['order']}") {
      quantity address product { name price }
      order { status unitPrice totalPrice timeline { event detail } }
      user { id points pointHistory { edges { cursor } } orders { edges { cursor } } }
    }
  }`
  const { data, errors } = await open.router.request(query, {}, carrier)
  const events = ['OrderPlaced', 'StockReserved', 'PaymentApproved', 'DeliveryPrepared']
  const timeline = events.map((event) => ({ event, detail: null }))
  expect(data).toEqual({
    delivery: {
      ...{ quantity: 10, address: '1 Main St', product: { name: 'Tea', price: 1000 } },
      order: { status: 'CONFIRMED', unitPrice: null, totalPrice: null, timeline },
      user: { id: names['owner'], points: null, pointHistory: null, orders: null },
    },
  })
  const refused = errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code])
  expect(refused?.sort()).toEqual([
    ['delivery.user.orders', ROLE],
    ['delivery.user.pointHistory', ROLE],
    ['delivery.user.points', ROLE],
  ])
})
