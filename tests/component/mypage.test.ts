import { addProduct, advance, becomes, data, givePoints, newId, newUser, placeOrder, prepared } from './shopping.ts'
import { Services } from './services.ts'
import { admin, type As, carrier, customer } from './tokens.ts'

let services: Services
beforeAll(async () => void (services = await Services.start()))
afterAll(() => services.stop())
const mypage = () => services.at('mypage')

const PAGE = `query ($user: ID, $first: Int, $after: String) { myPage(userId: $user) {
  user { id } points pointsSpent orderCount
  purchases(first: $first, after: $after) { edges { node { orderId productName quantity totalPrice orderStatus deliveryStatus updatedAt order { id } } }
    pageInfo { hasNextPage endCursor } } } }`
const CANCEL = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { status } }'

test('the worked example: points, one purchase with its delivery, and all of it taken back', async () => {
  const [user, product] = [await newUser(services, 999_999), await addProduct(services, { price: 1000, stock: 1000 })]
  const id = await placeOrder(services, user, product, 10)
  await prepared(services, id)
  await services.settle()
  expect(await data(mypage().request(PAGE, {}, customer(user)))).toMatchObject({
    myPage: {
      ...{ user: { id: user }, points: 989_999, pointsSpent: 10_000, orderCount: 1 },
      purchases: {
        edges: [
          {
            node: {
              ...{ orderId: id, productName: 'A product', quantity: 10, totalPrice: 10_000 },
              ...{ orderStatus: 'CONFIRMED', deliveryStatus: 'PREPARING', order: { id } },
            },
          },
        ],
      },
    },
  })
  await data(services.at('order').request(CANCEL, { input: { orderId: id } }, customer(user)))
  await services.settle()
  expect(await data(mypage().request(PAGE, {}, customer(user)))).toMatchObject({
    myPage: {
      ...{ points: 999_999, pointsSpent: 0, orderCount: 1 },
      purchases: { edges: [{ node: { orderStatus: 'CANCELLED', deliveryStatus: 'CANCELLED' } }] },
    },
  })
})

test('purchases are listed newest first, page after page, rejected ones too', async () => {
  const [user, product] = [await newUser(services), await addProduct(services)]
  const ids = [
    await placeOrder(services, user, product, 1),
    await placeOrder(services, user, newId('unknown'), 2),
    await placeOrder(services, user, product, 3),
  ]
  await prepared(services, ids[2] ?? '')
  await advance(services, ids[2] ?? '', 'DELIVERED')
  await becomes(services, ids[2] ?? '', 'COMPLETED')
  await services.settle()
  const node = (orderId: string | undefined, orderStatus: string) => ({ node: { orderId, orderStatus } })
  const first = await data(mypage().request(PAGE, { first: 2 }, customer(user)))
  expect(first).toMatchObject({
    myPage: {
      orderCount: 3,
      purchases: { edges: [node(ids[2], 'COMPLETED'), node(ids[1], 'REJECTED')], pageInfo: { hasNextPage: true } },
    },
  })
  const after = Buffer.from(`purchases:${ids[1]}`).toString('base64url')
  expect(await data(mypage().request(PAGE, { after }, customer(user)))).toMatchObject({
    myPage: { purchases: { edges: [node(ids[0], 'CONFIRMED')], pageInfo: { hasNextPage: false } } },
  })
})

test('a user of whom nothing is known has an empty page', async () => {
  const user = newId('user')
  expect(await data(mypage().request(PAGE, {}, customer(user)))).toMatchObject({
    myPage: { user: { id: user }, points: 0, pointsSpent: 0, orderCount: 0, purchases: { edges: [] } },
  })
})

test('a page is for its user and for admins', async () => {
  const user = await newUser(services)
  expect(await data(mypage().request(PAGE, { user }, admin))).toMatchObject({ myPage: { user: { id: user } } })
  for (const as of [customer('somebody'), carrier])
    expect(await data(mypage().request(PAGE, { user }, as))).toEqual({ myPage: null })
  expect(await mypage().refusal(PAGE, { user })).toBe('UNAUTHENTICATED')
  expect(await mypage().refusal(PAGE)).toBe('UNAUTHENTICATED')
})

test.each([
  [{ first: 0 }, 'first'],
  [{ first: 101 }, 'first'],
  [{ after: 'garbage' }, 'after'],
  [{ user: 'not an id' }, 'userId'],
])('a page with %j is refused by name', async (args, argument) => {
  expect(await mypage().refusal(PAGE, args, admin)).toBe(`BAD_USER_INPUT ${argument}`)
})

const FOLLOW = `subscription ($user: ID) { myPageChanged(userId: $user) { page {
  user { id } points orderCount purchases(first: 1) { edges { node { orderId orderStatus deliveryStatus } } } } } }`

test('a page is followed: as it is, and then whenever its points, orders or deliveries change', async () => {
  const [user, product] = [newId('user'), await addProduct(services)]
  const updates = mypage().followAgain(FOLLOW, {}, customer(user))
  const shows = async (part: string) => {
    for (;;) {
      const { value } = await updates.next()
      if (!value) throw new Error('the stream has ended')
      if (JSON.stringify(value.data).includes(part)) return value.data?.['myPageChanged']
    }
  }
  expect(await shows('"points":0')).toMatchObject({ page: { user: { id: user }, orderCount: 0 } })
  await givePoints(services, user, 20_000)
  await shows('"points":20000')
  const orderId = await placeOrder(services, user, product)
  expect(await shows('"deliveryStatus":"PREPARING"')).toMatchObject({
    page: { purchases: { edges: [{ node: { orderId } }] } },
  })
  await advance(services, orderId)
  expect(await shows('"deliveryStatus":"SHIPPED"')).toMatchObject({ page: { points: 10_000, orderCount: 1 } })
  await updates.return()
})

test('somebody else’s page is followed by admins alone', async () => {
  const user = await newUser(services)
  const first = async (as?: As, of?: string) => (await mypage().follow(FOLLOW, { user: of }, as).next()).value
  expect(await first(admin, user)).toMatchObject({ data: { myPageChanged: { page: { user: { id: user } } } } })
  const refused = (code: string) => ({ errors: [{ extensions: { code } }] })
  expect(await first(customer('somebody'), user)).toMatchObject(refused('NOT_FOUND'))
  expect(await first(admin, 'not an id')).toMatchObject(refused('BAD_USER_INPUT'))
  expect(await first()).toMatchObject(refused('UNAUTHENTICATED'))
})
