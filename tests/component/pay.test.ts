import { addProduct, becomes, data, givePoints, idsOf, newId, newUser, placeOrder } from './shopping.ts'
import { Services } from './services.ts'
import { admin, bearer, carrier, customer } from './tokens.ts'

let services: Services
beforeAll(async () => void (services = await Services.start()))
afterAll(() => services.stop())
const pay = () => services.at('pay')

const ADD = 'mutation ($input: AddPointsInput!) { addPoints(input: $input) { id points } }'
const ME = '{ me { id points } }'
const USER = 'query ($id: ID!) { user(id: $id) { id points } }'
const HISTORY = `query ($first: Int, $after: String) { me { pointHistory(first: $first, after: $after) {
  edges { node { id kind amount balance order { id } } } pageInfo { hasNextPage endCursor } } } }`
const CANCEL = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { status } }'

test('a caller without a login is anonymous', async () => {
  expect(await data(pay().request(`{ me { id } }`))).toEqual({ me: null })
})

test('a user who never got any points has none', async () => {
  const user = newId('user')
  expect(await data(pay().request(ME, {}, customer(user)))).toEqual({ me: { id: user, points: 0 } })
})

test('an admin gives points, and the user sees them', async () => {
  const user = newId('user')
  const input = { userId: user, amount: 500 }
  expect(await data(pay().request(ADD, { input }, admin))).toEqual({ addPoints: { id: user, points: 500 } })
  expect(await data(pay().request(ME, {}, customer(user)))).toEqual({ me: { id: user, points: 500 } })
  expect(await data(pay().request(USER, { id: user }, admin))).toEqual({ user: { id: user, points: 500 } })
})

test('points under one key are given once; other input under it is a conflict', async () => {
  const input = { userId: newId('user'), amount: 7, idempotencyKey: newId('key') }
  const answers = await Promise.all([1, 2, 3].map(() => data(pay().request(ADD, { input }, admin))))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(await data(pay().request(USER, { id: input.userId }, admin))).toMatchObject({ user: { points: 7 } })
  const other = { ...input, amount: 8 }
  expect(await pay().refusal(ADD, { input: other }, admin)).toBe('IDEMPOTENCY_CONFLICT input.idempotencyKey')
})

test.each([
  [{ userId: '', amount: 1 }, 'input.userId'],
  [{ userId: 'a.b', amount: 1 }, 'input.userId'],
  [{ userId: 'u', amount: 0 }, 'input.amount'],
  [{ userId: 'u', amount: -5 }, 'input.amount'],
  [{ userId: 'u', amount: 1, idempotencyKey: 'x'.repeat(129) }, 'input.idempotencyKey'],
])('points with %j are refused by name', async (input, argument) => {
  expect(await pay().refusal(ADD, { input }, admin)).toBe(`BAD_USER_INPUT ${argument}`)
})

test('points that would leave Int in sum are refused, and the balance does not change', async () => {
  const user = await newUser(services, 2_147_483_647)
  expect(await pay().refusal(ADD, { input: { userId: user, amount: 1 } }, admin)).toBe('BAD_USER_INPUT input.amount')
  expect(await data(pay().request(ME, {}, customer(user)))).toMatchObject({ me: { points: 2_147_483_647 } })
})

test('only admins give points, and see others', async () => {
  const input = { userId: 'u', amount: 1 }
  expect(await pay().refusal(ADD, { input })).toBe('UNAUTHENTICATED')
  expect(await pay().refusal(ADD, { input }, customer('u'))).toBe('FORBIDDEN')
  expect(await pay().refusal(USER, { id: 'u' })).toBe('UNAUTHENTICATED')
  expect(await data(pay().request(USER, { id: 'other' }, customer('u')))).toEqual({ user: null })
  expect(await data(pay().request(USER, { id: 'other' }, carrier))).toEqual({ user: null })
  expect(await pay().refusal(USER, { id: 'not an id' }, admin)).toBe('BAD_USER_INPUT id')
})

test('a history says what changed the balance, newest first, and what for', async () => {
  const [user, product] = [await newUser(services, 10_000), await addProduct(services, { price: 100 })]
  const order = await placeOrder(services, user, product, 10)
  await becomes(services, order, 'CONFIRMED')
  await data(services.at('order').request(CANCEL, { input: { orderId: order } }, customer(user)))
  await becomes(services, order, 'CANCELLED')
  await givePoints(services, user, 1)
  const entry = (kind: string, amount: number, balance: number, id?: string) => ({
    node: { id: expect.any(String), kind, amount, balance, order: id ? { id } : null },
  })
  expect(await data(pay().request(HISTORY, {}, customer(user)))).toMatchObject({
    me: {
      pointHistory: {
        edges: [
          entry('ADDED', 1, 10_001),
          entry('REFUNDED', 1000, 10_000, order),
          entry('CHARGED', -1000, 9000, order),
          entry('ADDED', 10_000, 10_000),
        ],
        pageInfo: { hasNextPage: false },
      },
    },
  })
})

test('a declined payment leaves no trace in the history', async () => {
  const [user, product] = [await newUser(services, 5), await addProduct(services, { price: 100 })]
  await becomes(services, await placeOrder(services, user, product, 1), 'REJECTED')
  const history = await data(pay().request(HISTORY, {}, customer(user)))
  expect(history).toMatchObject({ me: { pointHistory: { edges: [{ node: { kind: 'ADDED' } }] } } })
})

test('a history is paged, each entry once', async () => {
  const user = await newUser(services, 1)
  for (const amount of [2, 3, 4, 5]) await givePoints(services, user, amount)
  const read = async (after: string | null) =>
    (await data(pay().request(HISTORY, { first: 2, after }, customer(user))))['me']
  expect(new Set(await idsOf('pointHistory', read)).size).toBe(5)
})

test('a cursor of another user is none of this list', async () => {
  const user = await newUser(services, 1)
  const after = Buffer.from(`points:${await newUser(services)}:0000000001`).toString('base64url')
  expect(await pay().refusal(HISTORY, { after }, customer(user))).toBe('BAD_USER_INPUT after')
  expect(await pay().refusal(HISTORY, { first: 0 }, customer(user))).toBe('BAD_USER_INPUT first')
})

test('a carrier reaches users, and sees neither points nor history', async () => {
  const user = await newUser(services)
  const of = [{ __typename: 'User', id: user }]
  const answer = await pay().entities('... on User { id points pointHistory { edges { cursor } } }', of, carrier)
  expect(answer.data).toEqual({ _entities: [{ __typename: 'User', id: user, points: null, pointHistory: null }] })
  expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN'])
})

test('going to the service with another user’s reference gains nothing', async () => {
  const of = [{ __typename: 'User', id: await newUser(services) }]
  expect(await data(pay().entities('... on User { points }', of, customer('somebody')))).toEqual({ _entities: [null] })
  expect(await data(pay().entities('... on User { points }', of))).toEqual({ _entities: [null] })
})

test.each([
  ['expired', async () => bearer({ user: 'u', expiresIn: -60 })],
  ['forged', async () => bearer({ user: 'u' }, 'another secret, also of more than 32 bytes')],
  ['no token at all', async () => 'Bearer nonsense'],
  ['of another scheme', async () => 'Basic dTpw'],
  [
    'unsigned',
    async () =>
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"u"}').toString('base64url')}.`,
  ],
])('a token that is %s is refused, and the answer reveals nothing of it', async (_, authorization) => {
  const value = await authorization()
  const response = await pay().post(JSON.stringify({ query: ME }), value)
  const text = await response.text()
  expect(response.status).toBe(401)
  expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  expect(text).not.toContain(value.split(' ')[1])
})
