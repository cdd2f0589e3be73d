import { addProduct, becomes, data, idsOf, newId, newUser, placeOrder, stringAt } from './shopping.ts'
import { Services } from './services.ts'
import { admin, carrier, customer } from './tokens.ts'

let services: Services
beforeAll(async () => void (services = await Services.start()))
afterAll(() => services.stop())
const inventory = () => services.at('inventory')

const ADD = 'mutation ($input: AddProductInput!) { addProduct(input: $input) { id name price stock } }'
const RESTOCK = 'mutation ($input: RestockProductInput!) { restockProduct(input: $input) { stock } }'
const PRICE = 'mutation ($input: ChangeProductPriceInput!) { changeProductPrice(input: $input) { price } }'
const PRODUCT = 'query ($id: ID!) { product(id: $id) { id name price stock } }'
const FOLLOW =
  'subscription ($id: ID!, $after: String) { stockChanged(productId: $id, after: $after) { cursor stock product { id stock } } }'
const FOLLOW_ALL =
  'subscription ($id: ID!, $after: String) { productChanged(productId: $id, after: $after) { cursor stock price product { id price } } }'
const INT_MAX = 2_147_483_647

test('an admin adds a product, and anybody sees it', async () => {
  const input = { id: newId('p'), name: 'Tea', price: 5, stock: 7 }
  expect(await data(inventory().request(ADD, { input }, admin))).toEqual({ addProduct: input })
  expect(await data(inventory().request(PRODUCT, { id: input.id }))).toEqual({ product: input })
})

test('a product that is added without an id gets one', async () => {
  const added = await data(inventory().request(ADD, { input: { name: 'Tea', price: 0, stock: 0 } }, admin))
  expect(added).toEqual({
    addProduct: { id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'Tea', price: 0, stock: 0 },
  })
})

test('an id that is taken is refused, and the product does not change', async () => {
  const id = await addProduct(services, { price: 3, stock: 4 })
  const again = { id, name: 'Other', price: 9, stock: 9 }
  expect(await inventory().refusal(ADD, { input: again }, admin)).toBe('ALREADY_EXISTS input.id')
  expect(await data(inventory().request(PRODUCT, { id }))).toMatchObject({ product: { price: 3, stock: 4 } })
})

test.each([
  ['input.id', { id: 'a b' }],
  ['input.id', { id: 'x'.repeat(65) }],
  ['input.id', { id: '' }],
  ['input.name', { name: '' }],
  ['input.name', { name: 'x'.repeat(201) }],
  ['input.price', { price: -1 }],
  ['input.stock', { stock: -1 }],
])('a product with a wrong %s is refused by name', async (argument, wrong) => {
  const input = { name: 'Tea', price: 1, stock: 1, ...wrong }
  expect(await inventory().refusal(ADD, { input }, admin)).toBe(`BAD_USER_INPUT ${argument}`)
})

test.each([
  [RESTOCK, { productId: 'nothing', quantity: 1 }, 'NOT_FOUND input.productId'],
  [RESTOCK, { productId: 'not an id', quantity: 1 }, 'BAD_USER_INPUT input.productId'],
  [RESTOCK, { productId: 'nothing', quantity: 0 }, 'BAD_USER_INPUT input.quantity'],
  [RESTOCK, { productId: 'nothing', quantity: 1, idempotencyKey: '' }, 'BAD_USER_INPUT input.idempotencyKey'],
  [RESTOCK, { productId: 'nothing', quantity: 1, idempotencyKey: 'é' }, 'BAD_USER_INPUT input.idempotencyKey'],
  [PRICE, { productId: 'nothing', price: 1 }, 'NOT_FOUND input.productId'],
  [PRICE, { productId: 'nothing', price: -1 }, 'BAD_USER_INPUT input.price'],
])('%s with %j: %s', async (mutation, input, refusal) => {
  expect(await inventory().refusal(mutation, { input }, admin)).toBe(refusal)
})

test.each([2 ** 31, 1.5, 'many'])('a quantity of %p is no Int, and named so', async (quantity) => {
  const { errors } = await inventory().request(RESTOCK, { input: { productId: 'p', quantity } }, admin)
  expect(errors).toMatchObject([
    { message: expect.stringContaining('input.quantity'), extensions: { code: 'BAD_USER_INPUT' } },
  ])
})

test('units that would leave Int in sum are refused', async () => {
  const productId = await addProduct(services, { stock: INT_MAX })
  expect(await inventory().refusal(RESTOCK, { input: { productId, quantity: 1 } }, admin)).toBe(
    'BAD_USER_INPUT input.quantity',
  )
})

test('a restock under one key is done once; other input under it is a conflict', async () => {
  const productId = await addProduct(services, { stock: 1 })
  const input = { productId, quantity: 5, idempotencyKey: newId('key') }
  const twice = await Promise.all([1, 2].map(() => data(inventory().request(RESTOCK, { input }, admin))))
  expect(twice).toEqual([{ restockProduct: { stock: 6 } }, { restockProduct: { stock: 6 } }])
  const other = { ...input, quantity: 6 }
  expect(await inventory().refusal(RESTOCK, { input: other }, admin)).toBe('IDEMPOTENCY_CONFLICT input.idempotencyKey')
})

test.each([
  ['nobody', undefined, 'UNAUTHENTICATED'],
  ['a customer', customer('u'), 'FORBIDDEN'],
  ['a carrier', carrier, 'FORBIDDEN'],
])('%s manages no products', async (_, as, refusal) => {
  expect(await inventory().refusal(ADD, { input: { name: 'Tea', price: 1, stock: 1 } }, as)).toBe(refusal)
  expect(await inventory().refusal(RESTOCK, { input: { productId: 'p', quantity: 1 } }, as)).toBe(refusal)
  expect(await inventory().refusal(PRICE, { input: { productId: 'p', price: 1 } }, as)).toBe(refusal)
})

const LIST =
  'query ($first: Int, $after: String) { products(first: $first, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } }'

test('products are listed by id, page after page, each once', async () => {
  await Promise.all([1, 2, 3, 4, 5].map(() => addProduct(services)))
  const seen = await idsOf('products', (after) => data(inventory().request(LIST, { first: 2, after })))
  expect(seen.length).toBeGreaterThanOrEqual(5)
  expect(seen).toEqual([...new Set(seen)].toSorted())
})

test.each([
  [{ first: 0 }, 'first'],
  [{ first: 101 }, 'first'],
  [{ first: -1 }, 'first'],
  [{ after: 'garbage' }, 'after'],
  [{ after: '' }, 'after'],
  [{ after: Buffer.from('orders:x').toString('base64url') }, 'after'],
])('a page of products with %j is refused by name', async (args, argument) => {
  expect(await inventory().refusal(LIST, args)).toBe(`BAD_USER_INPUT ${argument}`)
})

const SEARCH =
  'query ($search: String, $first: Int, $after: String) { products(search: $search, first: $first, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }'
const found = (search: string) =>
  idsOf('products', (after) => data(inventory().request(SEARCH, { search, first: 2, after })))

test('products are found by the beginnings of words of their names, in any case and script, page after page', async () => {
  const [one, other, third] = await Promise.all([
    addProduct(services, { name: 'Zebra Espresso machine' }),
    addProduct(services, { name: 'zebra espresso 에스프레소 머신' }),
    addProduct(services, { name: 'Quiet-ZEBRA, espressivo' }),
  ])
  const all = [one, other, third].toSorted()
  expect(await found('zeb')).toEqual(all)
  expect(await found('ESPRESS zebra')).toEqual(all)
  expect(await found('zebra espresso')).toEqual([one, other].toSorted())
  expect(await found('에스프')).toEqual([other])
  expect(await found('에스프'.normalize('NFD'))).toEqual([other])
  expect(await found('ebra')).toEqual([])
  expect(await found('zebra zzz')).toEqual([])
})

test.each([
  ['', 'fewer than 1'],
  ['x'.repeat(201), 'more than 200'],
  ['!?', 'no letter and no digit'],
  ['a b c d e f g h i j k', 'more than 10 words'],
  ['\ud83d', 'half a character'],
])('a search for %j is refused by name', async (search, why) => {
  const { errors } = await inventory().request(SEARCH, { search })
  expect(errors).toMatchObject([
    { message: expect.stringContaining(why), extensions: { code: 'BAD_USER_INPUT', argument: 'search' } },
  ])
})

test('a product that was only ordered, and never added, does not exist', async () => {
  const id = newId('unknown')
  await becomes(services, await placeOrder(services, await newUser(services), id), 'REJECTED')
  expect(await data(inventory().request(PRODUCT, { id }))).toEqual({ product: null })
  expect(await data(inventory().entities('... on Product { name }', [{ __typename: 'Product', id }]))).toEqual({
    _entities: [null],
  })
})

test('stock is followed from what it is, change by change, and on from a cursor', async () => {
  const id = await addProduct(services, { stock: 10 })
  const following = inventory().follow(FOLLOW, { id })
  const first = await following.next()
  expect(first.value).toMatchObject({ data: { stockChanged: { stock: 10, product: { id, stock: 10 } } } })
  await data(inventory().request(PRICE, { input: { productId: id, price: 2 } }, admin))
  await data(inventory().request(RESTOCK, { input: { productId: id, quantity: 5 } }, admin))
  expect((await following.next()).value).toMatchObject({ data: { stockChanged: { stock: 15 } } })
  await following.return()
  const after = stringAt(first.value, 'data', 'stockChanged', 'cursor')
  const resumed = inventory().follow(FOLLOW, { id, after })
  expect((await resumed.next()).value).toMatchObject({ data: { stockChanged: { stock: 15 } } })
  await resumed.return()
})

test('stock and price are followed together, whichever of them changes, and on from a cursor', async () => {
  const id = await addProduct(services, { stock: 10, price: 5 })
  const received = (productChanged: object) => ({ data: { productChanged } })
  const following = inventory().follow(FOLLOW_ALL, { id })
  const first = await following.next()
  expect(first.value).toMatchObject(received({ stock: 10, price: 5, product: { id, price: 5 } }))
  await data(inventory().request(PRICE, { input: { productId: id, price: 2 } }, admin))
  expect((await following.next()).value).toMatchObject(received({ stock: 10, price: 2, product: { price: 2 } }))
  await data(inventory().request(RESTOCK, { input: { productId: id, quantity: 5 } }, admin))
  expect((await following.next()).value).toMatchObject(received({ stock: 15, price: 2 }))
  await following.return()
  const after = stringAt(first.value, 'data', 'productChanged', 'cursor')
  const resumed = inventory().follow(FOLLOW_ALL, { id, after })
  expect((await resumed.next()).value).toMatchObject(received({ stock: 10, price: 2 }))
  await resumed.return()
  await expect(
    inventory()
      .follow(FOLLOW_ALL, { id: newId('unknown') })
      .next(),
  ).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND', argument: 'productId' } }])
})

test.each([
  ['garbage', 'BAD_USER_INPUT'],
  [Buffer.from('product:other:1').toString('base64url'), 'BAD_USER_INPUT'],
])('a stream does not go on from %s', async (after, code) => {
  const id = await addProduct(services)
  await expect(inventory().follow(FOLLOW, { id, after }).next()).rejects.toMatchObject([
    { extensions: { code, argument: 'after' } },
  ])
})

test('a stream does not go on from a cursor ahead of the product', async () => {
  const id = await addProduct(services)
  const after = Buffer.from(`product:${id}:99`).toString('base64url')
  await expect(inventory().follow(FOLLOW, { id, after }).next()).rejects.toMatchObject([
    { extensions: { code: 'CURSOR_EXPIRED' } },
  ])
})

test('the stream of a product that is never added ends with NOT_FOUND', async () => {
  await expect(
    inventory()
      .follow(FOLLOW, { id: newId('none') })
      .next(),
  ).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND', argument: 'productId' } }])
})
