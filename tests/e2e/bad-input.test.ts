/** Invalid input: an error with its code, which names the argument, without internals; the state as before. */
import { data } from '../component/shopping.ts'
import { admin, type As, customer } from '../component/tokens.ts'
import { openShop } from './open-shop.ts'
import { codeIn, expectRefused } from './refused.ts'
import {
  ADD_POINTS,
  ADD_PRODUCT,
  ADVANCE,
  CANCEL_ORDER,
  newProduct,
  newUser,
  orderBecomes,
  place,
  PLACE_ORDER,
} from './shopping.ts'

const open = openShop()

const RESTOCK = 'mutation ($input: RestockProductInput!) { restockProduct(input: $input) { stock } }'
const REPRICE = 'mutation ($input: ChangeProductPriceInput!) { changeProductPrice(input: $input) { price } }'

let [user, product, order] = ['', '', '']
let before: unknown
beforeAll(async () => {
  user = await newUser(open.router)
  product = await newProduct(open.router)
  order = await place(open.router, user, product)
  await orderBecomes(open.router, order, 'CONFIRMED')
  await open.settle()
  before = await state()
}, 60_000)

async function expectUnchanged(): Promise<void> {
  expect(await state()).toEqual(before)
}
afterEach(expectUnchanged)

async function state(): Promise<unknown> {
  const query = `{
    product(id: "${product}") { name price stock } products(first: 100) { edges { node { id } } }
    me { points orders { edges { node { id status address updatedAt delivery { status } } } } }
    myPage { points pointsSpent orderCount }
  }`
  return data(open.router.request(query, {}, customer(user)))
}

const refused = (query: string, variables: object, as: As, code: string, argument: string) =>
  expectRefused(open.router, query, variables, as, { code, argument })

const long = (length: number) => 'x'.repeat(length)

test.each<[string, string, unknown]>([
  ['quantity', '0', 0],
  ['quantity', '-1', -1],
  ['quantity', '2 ** 31', 2 ** 31],
  ['quantity', '-(2 ** 31)', -(2 ** 31)],
  ['quantity', '1.5', 1.5],
  ['quantity', 'a text', 'ten'],
  ['quantity', 'null', null],
  ['address', 'empty', ''],
  ['address', '501 characters', long(501)],
  ['address', '10,000 characters', long(10_000)],
  ['address', 'half a character', 'a \ud800'],
  ['address', 'a list', ['1 Main St']],
  ['productId', 'empty', ''],
  ['productId', 'with a space', 'a b'],
  ['productId', 'that means something to a stream', 'events.>'],
  ['productId', '65 characters', long(65)],
  ['productId', 'an object', { $ne: '' }],
  ['expectedUnitPrice', '-1', -1],
  ['idempotencyKey', 'empty', ''],
  ['idempotencyKey', '129 characters', long(129)],
  ['idempotencyKey', 'not ASCII', 'schlüssel'],
])('placeOrder with %s: %s', async (field, _what, value) => {
  const input = { productId: product, quantity: 1, address: '1 Main St', [field]: value }
  await refused(PLACE_ORDER, { input }, customer(user), 'BAD_USER_INPUT', `input.${field}`)
})

const wrongInputs: readonly (readonly [mutation: string, what: string, text: string, input: object])[] = [
  ['addProduct', 'name: empty', ADD_PRODUCT, { name: '', price: 1, stock: 1 }],
  ['addProduct', 'name: 201 characters', ADD_PRODUCT, { name: long(201), price: 1, stock: 1 }],
  ['addProduct', 'price: -1', ADD_PRODUCT, { name: 'x', price: -1, stock: 1 }],
  ['addProduct', 'stock: 2 ** 31', ADD_PRODUCT, { name: 'x', price: 1, stock: 2 ** 31 }],
  ['addProduct', 'id: with a slash', ADD_PRODUCT, { id: 'a/b', name: 'x', price: 1, stock: 1 }],
  ['addPoints', 'userId: with a space', ADD_POINTS, { userId: 'a b', amount: 1 }],
  ['addPoints', 'amount: 0', ADD_POINTS, { userId: 'kim', amount: 0 }],
  ['restockProduct', 'productId: with a space', RESTOCK, { productId: 'a b', quantity: 1 }],
  ['restockProduct', 'quantity: 0', RESTOCK, { productId: 'tea', quantity: 0 }],
  ['changeProductPrice', 'price: -1', REPRICE, { productId: 'tea', price: -1 }],
  ['cancelOrder', 'reason: 501 characters', CANCEL_ORDER, { orderId: 'x', reason: long(501) }],
  ['advanceDelivery', 'to: no status', ADVANCE, { orderId: 'x', to: 'NOWHERE' }],
]
test.each(wrongInputs)('%s with %s', async (_mutation, what, text, input) => {
  await refused(text, { input }, admin, 'BAD_USER_INPUT', `input.${what.replace(/:.*/, '')}`)
})

test('what would leave Int’s range in sum is refused', async () => {
  const [points, units] = [
    { userId: user, amount: 2 ** 31 - 1 },
    { productId: product, quantity: 2 ** 31 - 1 },
  ]
  await refused(ADD_POINTS, { input: points }, admin, 'BAD_USER_INPUT', 'input.amount')
  await refused(RESTOCK, { input: units }, admin, 'BAD_USER_INPUT', 'input.quantity')
})

test.each<[string, string, string, object]>([
  ['cancelOrder', CANCEL_ORDER, 'orderId', {}],
  ['advanceDelivery', ADVANCE, 'orderId', {}],
  ['restockProduct', RESTOCK, 'productId', { quantity: 1 }],
  ['changeProductPrice', REPRICE, 'productId', { price: 1 }],
])('%s of what is not there is NOT_FOUND', async (_mutation, text, field, more) => {
  for (const id of ['01890a5d-ac96-774b-bcce-b302099a8057', 'no-such-thing'])
    await refused(text, { input: { [field]: id, ...more } }, admin, 'NOT_FOUND', `input.${field}`)
})

test('a product’s id that is taken is ALREADY_EXISTS', async () => {
  const input = { id: product, name: 'Another', price: 1, stock: 1 }
  await refused(ADD_PRODUCT, { input }, admin, 'ALREADY_EXISTS', 'input.id')
})

const lists = ['products', 'orders', 'deliveries', 'me { orders', 'me { pointHistory', 'myPage { purchases']
const places = ['first: 0', 'first: -1', 'first: 101', 'after: "garbage"', 'after: ""']

test.each(lists.flatMap((list) => places.map((place) => [list, place] as const)))('%s(%s)', async (list, place) => {
  const query = `{ ${list}(${place}) { edges { cursor } } ${list.includes('{') ? '}' : ''} }`
  await refused(query, {}, admin, 'BAD_USER_INPUT', place.replace(/:.*/, ''))
})

test('a cursor of one list is none of another', async () => {
  const { orders } = await data(open.router.request('{ orders(first: 1) { pageInfo { endCursor } } }', {}, admin))
  const { endCursor } = (orders as { readonly pageInfo: { readonly endCursor: string } }).pageInfo
  for (const list of ['products', 'deliveries'])
    await refused(`{ ${list}(after: "${endCursor}") { edges { cursor } } }`, {}, admin, 'BAD_USER_INPUT', 'after')
})

test('ids of nothing are null in queries', async () => {
  const query = `{ order(id: "x") { id } delivery(orderId: "x") { id } product(id: "no-such-product") { id } }`
  expect(await open.router.request(query, {}, admin)).toEqual({ data: { order: null, delivery: null, product: null } })
})

test.each([
  ['that is no JSON', '{"query":', 400, 'BAD_REQUEST'],
  ['without a query', '{}', 400, 'BAD_REQUEST'],
  ['with a query that is none', '{"query":"{"}', 400, 'GRAPHQL_PARSE_FAILED'],
  ['of a field that is none', '{"query":"{ nothing }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
  ['that is too long', JSON.stringify({ query: `{ me { id } } #${long(300_000)}` }), 413, 'LIMIT_EXCEEDED'],
  [
    'that is too deep',
    JSON.stringify({ query: `{ me ${'{ orders { edges { node { user '.repeat(6)}{ id }${' } } } }'.repeat(6)} }` }),
    400,
    'LIMIT_EXCEEDED',
  ],
])('a request %s', async (_which, body, status, code) => {
  const response = await open.router.post(body, undefined, { accept: 'application/graphql-response+json' })
  expect([response.status, codeIn(await response.text())]).toEqual([status, code])
})
