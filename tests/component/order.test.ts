import { v7 as uuidv7 } from 'uuid'
import {
  addProduct,
  advance,
  becomes,
  data,
  idsOf,
  newId,
  newUser,
  placeOrder,
  prepared,
  stringAt,
} from './shopping.ts'
import { Services } from './services.ts'
import { admin, type As, carrier, customer } from './tokens.ts'

let services: Services
beforeAll(async () => void (services = await Services.start()))
afterAll(() => services.stop())
const orders = () => services.at('order')

const PLACE =
  'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { id status quantity address unitPrice user { id } product { id } } }'
const CANCEL = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { id status } }'
const ORDER = `query ($id: ID!) { order(id: $id) { id status unitPrice totalPrice rejection placedAt updatedAt
  timeline { service event detail } } }`
const LIST = `query ($first: Int, $after: String, $status: OrderStatus) {
  orders(first: $first, after: $after, status: $status) { edges { node { id } } pageInfo { hasNextPage endCursor } } }`
const FOLLOW = `subscription ($id: ID!, $after: String) { orderStatusChanged(orderId: $id, after: $after) {
  cursor status at order { id status } } }`
const STATUS = 'query ($id: ID!) { order(id: $id) { status } }'
const orderInput = (productId: string) => ({ productId, quantity: 10, address: 'Seoul' })

const status = async (id: string, as: As = admin) =>
  stringAt(await data(orders().request(STATUS, { id }, as)), 'order', 'status')

test('an order is PENDING at once, then CONFIRMED with its price, and lists its steps', async () => {
  const [user, product] = [await newUser(services), await addProduct(services, { price: 1000 })]
  const placed = await data(orders().request(PLACE, { input: orderInput(product) }, customer(user)))
  expect(placed).toMatchObject({
    placeOrder: {
      status: 'PENDING',
      quantity: 10,
      address: 'Seoul',
      unitPrice: null,
      user: { id: user },
      product: { id: product },
    },
  })
  await services.settle()
  const id = stringAt(placed, 'placeOrder', 'id')
  const { order } = await data(orders().request(ORDER, { id }, customer(user)))
  expect(order).toMatchObject({ status: 'CONFIRMED', unitPrice: 1000, totalPrice: 10_000, rejection: null })
  expect(stringAt(order, 'placedAt')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(order).toMatchObject({
    timeline: ['OrderPlaced', 'StockReserved', 'PaymentApproved', 'DeliveryPrepared'].map((event) => ({ event })),
  })
})

test.each([
  ['OUT_OF_STOCK', { stock: 9 }, {}],
  ['PRICE_CHANGED', { price: 999 }, { expectedUnitPrice: 1000 }],
  ['TOTAL_TOO_LARGE', { price: 2_000_000_000 }, {}],
  ['INSUFFICIENT_POINTS', { price: 900_000 }, {}],
])('an order that cannot be done is REJECTED for %s', async (rejection, product, more) => {
  const [user, productId] = [await newUser(services), await addProduct(services, product)]
  const placed = await data(orders().request(PLACE, { input: { ...orderInput(productId), ...more } }, customer(user)))
  const id = stringAt(placed, 'placeOrder', 'id')
  await becomes(services, id, 'REJECTED')
  expect(await data(orders().request(ORDER, { id }, customer(user)))).toMatchObject({ order: { rejection } })
})

test('one of an unknown product is REJECTED, as is one of a buyer without an account', async () => {
  const unknown = await placeOrder(services, await newUser(services), newId('unknown'))
  const poor = await placeOrder(services, newId('stranger'), await addProduct(services))
  for (const id of [unknown, poor]) await becomes(services, id, 'REJECTED')
  const rejection = async (id: string) => (await data(orders().request(ORDER, { id }, admin)))['order']
  expect(await rejection(unknown)).toMatchObject({ status: 'REJECTED', rejection: 'PRODUCT_NOT_FOUND' })
  expect(await rejection(poor)).toMatchObject({ status: 'REJECTED', rejection: 'ACCOUNT_NOT_FOUND' })
})

test.each([
  [{ quantity: 0 }, 'input.quantity'],
  [{ quantity: -1 }, 'input.quantity'],
  [{ address: '' }, 'input.address'],
  [{ address: 'x'.repeat(10_000) }, 'input.address'],
  [{ productId: '' }, 'input.productId'],
  [{ productId: 'no id!' }, 'input.productId'],
  [{ expectedUnitPrice: -1 }, 'input.expectedUnitPrice'],
  [{ idempotencyKey: '' }, 'input.idempotencyKey'],
  [{ idempotencyKey: 'a\nb' }, 'input.idempotencyKey'],
])('an order with a wrong argument is refused by its name: %#', async (wrong, argument) => {
  expect(await orders().refusal(PLACE, { input: { ...orderInput('p'), ...wrong } }, customer('u'))).toBe(
    `BAD_USER_INPUT ${argument}`,
  )
})

test.each([2 ** 31, 0.5])('a quantity of %p is no Int, and named so', async (quantity) => {
  const { errors } = await orders().request(PLACE, { input: { ...orderInput('p'), quantity } }, customer('u'))
  expect(errors).toMatchObject([
    { message: expect.stringContaining('input.quantity'), extensions: { code: 'BAD_USER_INPUT' } },
  ])
})

test('all invalid inputs are reported together', async () => {
  const input = { productId: '?', quantity: 0, address: '' }
  const { errors } = await orders().request(PLACE, { input }, customer('u'))
  expect(errors?.[0]?.message).toMatch(/input\.productId: "\?" .*; input\.quantity: 0 .*; input\.address: "" /)
})

test('the same input under one key is the same order, also at once; other input is a conflict; other callers have other keys', async () => {
  const [user, product] = [await newUser(services), await addProduct(services)]
  const input = { ...orderInput(product), idempotencyKey: newId('key') }
  const place = (as: As, what: object = input) => data(orders().request(PLACE, { input: what }, as))
  const same = await Promise.all([1, 2, 3].map(async () => stringAt(await place(customer(user)), 'placeOrder', 'id')))
  await becomes(services, same[0] ?? '', 'CONFIRMED')
  const later = stringAt(await place(customer(user)), 'placeOrder', 'id')
  expect(new Set([...same, later]).size).toBe(1)
  expect(stringAt(await place(customer(newId('other'))), 'placeOrder', 'id')).not.toBe(later)
  const other = { ...input, quantity: 11 }
  expect(await orders().refusal(PLACE, { input: other }, customer(user))).toBe(
    'IDEMPOTENCY_CONFLICT input.idempotencyKey',
  )
})

test('only customers place orders, only customers and admins cancel them', async () => {
  for (const as of [admin, carrier, { user: 'u' }])
    expect(await orders().refusal(PLACE, { input: orderInput('p') }, as)).toBe('FORBIDDEN')
  expect(await orders().refusal(PLACE, { input: orderInput('p') })).toBe('UNAUTHENTICATED')
  expect(await orders().refusal(CANCEL, { input: { orderId: uuidv7() } }, carrier)).toBe('FORBIDDEN')
  expect(await orders().refusal(CANCEL, { input: { orderId: uuidv7() } })).toBe('UNAUTHENTICATED')
})

test('another customer’s order is as if it did not exist', async () => {
  const id = await placeOrder(services, await newUser(services), await addProduct(services))
  const [other, unknown] = [customer(newId('other')), uuidv7()]
  for (const orderId of [id, unknown, 'no id']) {
    expect(await data(orders().request(ORDER, { id: orderId }, other))).toEqual({ order: null })
    expect(await orders().refusal(CANCEL, { input: { orderId } }, other)).toBe('NOT_FOUND input.orderId')
    const of = [{ __typename: 'Order', id: orderId }]
    expect(await data(orders().entities('... on Order { quantity }', of, other))).toEqual({ _entities: [null] })
  }
  await expect(orders().follow(FOLLOW, { id }, other).next()).rejects.toMatchObject([
    { path: ['orderStatusChanged'], extensions: { code: 'NOT_FOUND', argument: 'orderId' } },
  ])
})

test('an order is for those with a login', async () => {
  const id = await placeOrder(services, await newUser(services), await addProduct(services))
  expect(await orders().refusal(ORDER, { id })).toBe('UNAUTHENTICATED')
  expect(await data(orders().entities('... on Order { quantity }', [{ __typename: 'Order', id }]))).toEqual({
    _entities: [null],
  })
  const { value } = await orders().follow(FOLLOW, { id }).next()
  expect(value).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
})

test('a cancelled order takes the whole way back; to cancel it again changes nothing', async () => {
  const [user, product] = [await newUser(services), await addProduct(services)]
  const orderId = await placeOrder(services, user, product)
  await prepared(services, orderId)
  const cancel = () => data(orders().request(CANCEL, { input: { orderId, reason: 'too many' } }, customer(user)))
  expect(await cancel()).toEqual({ cancelOrder: { id: orderId, status: 'CANCELLING' } })
  await becomes(services, orderId, 'CANCELLED')
  expect(await cancel()).toEqual({ cancelOrder: { id: orderId, status: 'CANCELLED' } })
  const { order } = await data(orders().request(ORDER, { id: orderId }, customer(user)))
  expect(order).toMatchObject({
    timeline: expect.arrayContaining(
      ['CancellationRequested', 'DeliveryCancelled', 'PaymentRefunded', 'StockRestored'].map((event) =>
        expect.objectContaining({ event }),
      ),
    ),
  })
})

test('an admin cancels any order', async () => {
  const orderId = await placeOrder(services, await newUser(services), await addProduct(services))
  await data(orders().request(CANCEL, { input: { orderId } }, admin))
  await becomes(services, orderId, 'CANCELLED')
  expect(await status(orderId)).toBe('CANCELLED')
})

test('what is REJECTED or COMPLETED is not cancelled', async () => {
  const user = await newUser(services)
  const rejected = await placeOrder(services, user, newId('unknown'))
  const completed = await placeOrder(services, user, await addProduct(services))
  await prepared(services, completed)
  await advance(services, completed, 'DELIVERED')
  await Promise.all([becomes(services, completed, 'COMPLETED'), becomes(services, rejected, 'REJECTED')])
  for (const orderId of [rejected, completed])
    expect(await orders().refusal(CANCEL, { input: { orderId } }, customer(user))).toBe(
      'ORDER_NOT_CANCELLABLE input.orderId',
    )
  const long = { orderId: completed, reason: 'x'.repeat(501) }
  expect(await orders().refusal(CANCEL, { input: long }, customer(user))).toBe('BAD_USER_INPUT input.reason')
})

test('a cancellation that comes too late is refused, and says why', async () => {
  const [user, product] = [await newUser(services), await addProduct(services)]
  const orderId = await placeOrder(services, user, product)
  await becomes(services, orderId, 'CONFIRMED')
  await prepared(services, orderId)
  await advance(services, orderId, 'OUT_FOR_DELIVERY')
  await data(orders().request(CANCEL, { input: { orderId } }, customer(user)))
  await becomes(services, orderId, 'CONFIRMED')
  const query = 'query ($id: ID!) { order(id: $id) { status cancellationRefused } }'
  expect(await data(orders().request(query, { id: orderId }, customer(user)))).toMatchObject({
    order: { status: 'CONFIRMED', cancellationRefused: expect.stringContaining('OUT_FOR_DELIVERY') },
  })
})

test('a carrier sees an order that has a delivery, without prices and details', async () => {
  const id = await placeOrder(services, await newUser(services), await addProduct(services))
  const rejected = await placeOrder(services, await newUser(services), newId('unknown'))
  await services.settle()
  const { order } = await data(orders().request(ORDER, { id }, carrier))
  expect(order).toMatchObject({ id, status: 'CONFIRMED', unitPrice: null, totalPrice: null })
  expect(order).toMatchObject({ timeline: Array(4).fill(expect.objectContaining({ detail: null })) })
  expect(await data(orders().request(ORDER, { id: rejected }, carrier))).toEqual({ order: null })
  const open = await placeOrder(services, await newUser(services), newId('unknown'))
  const shown = await orders().entities(
    '... on Order { quantity address }',
    [{ __typename: 'Order', id: open }],
    carrier,
  )
  expect(JSON.stringify(shown)).not.toContain('Seoul')
  const reached = await orders().entities(
    '... on User { id orders { edges { cursor } } }',
    [{ __typename: 'User', id: 'u' }],
    carrier,
  )
  expect(reached).toMatchObject({
    data: { _entities: [{ id: 'u', orders: null }] },
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  })
})

test('an admin pages through all orders, also those of one status; other roles may not', async () => {
  const user = await newUser(services)
  const product = await addProduct(services)
  const placed: string[] = []
  for (let count = 0; count < 5; count++) placed.push(await placeOrder(services, user, product, 1))
  for (const id of placed) await becomes(services, id, 'CONFIRMED')
  const all = await idsOf('orders', (after) => data(orders().request(LIST, { first: 2, after }, admin)))
  expect(all.filter((id) => placed.includes(id))).toEqual(placed.toReversed())
  expect(all).toEqual(all.toSorted().toReversed())
  const confirmed = await idsOf('orders', (after) =>
    data(orders().request(LIST, { first: 3, after, status: 'CONFIRMED' }, admin)),
  )
  expect(confirmed).toEqual(expect.arrayContaining(placed))
  expect(await orders().refusal(LIST, {}, customer(user))).toBe('FORBIDDEN')
  expect(await orders().refusal(LIST)).toBe('UNAUTHENTICATED')
})

test('users page through their own orders, several users in one request too', async () => {
  const [one, two, product] = [await newUser(services), await newUser(services), await addProduct(services)]
  const ofOne = [
    await placeOrder(services, one, product, 1),
    await placeOrder(services, one, product, 2),
    await placeOrder(services, one, product, 3),
  ]
  const ofTwo = await placeOrder(services, two, product, 1)
  for (const id of [...ofOne, ofTwo]) await becomes(services, id, 'CONFIRMED')
  const selection =
    '... on User { orders(first: 2, status: CONFIRMED) { edges { node { id } } pageInfo { hasNextPage endCursor } } }'
  const of = [one, two, newId('nobody')].map((id) => ({ __typename: 'User', id }))
  const { _entities } = await data(orders().entities(selection, of, admin))
  const nodes = (...ids: string[]) => ids.map((id) => ({ node: { id } }))
  expect(_entities).toMatchObject([
    { orders: { edges: nodes(ofOne[2] ?? '', ofOne[1] ?? ''), pageInfo: { hasNextPage: true } } },
    { orders: { edges: nodes(ofTwo), pageInfo: { hasNextPage: false } } },
    { orders: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } } },
  ])
  const after = stringAt(Array.isArray(_entities) ? _entities[0] : null, 'orders', 'pageInfo', 'endCursor')
  const fragment = `... on User { orders(after: "${after}") { edges { node { id } } } }`
  expect(await data(orders().entities(fragment, of.slice(0, 1), customer(one)))).toMatchObject({
    _entities: [{ orders: { edges: nodes(ofOne[0] ?? '') } }],
  })
})

test.each([
  [{ first: 0 }, 'first'],
  [{ first: 101 }, 'first'],
  [{ after: '%%%' }, 'after'],
  [{ after: Buffer.from('orders:nothing').toString('base64url') }, 'after'],
])('a page of orders with %j is refused by name', async (args, argument) => {
  expect(await orders().refusal(LIST, args, admin)).toBe(`BAD_USER_INPUT ${argument}`)
})
