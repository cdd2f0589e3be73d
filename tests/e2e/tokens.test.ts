/** Tokens that are no good, and doors around the router. */
import { services } from '@shop/dev/shop/topology.ts'
import { SignJWT } from 'jose'
import { bearer, type As, admin, carrier, customer, SECRET } from '../component/tokens.ts'
import { openShop } from './open-shop.ts'
import { deliveryBecomes, newId, newProduct, newUser, place } from './shopping.ts'
import { overWebSocket, FollowedOrder } from './streams.ts'

const open = openShop()
const body = JSON.stringify({ query: '{ __typename }' })

const claims = { sub: 'kim', iss: 'membership-shop', aud: 'membership-shop', exp: 4_102_444_800, roles: ['admin'] }
const signed = (changes: object, secret = SECRET) =>
  new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret))
const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

const useless: Readonly<Record<string, () => Promise<string> | string>> = {
  'that has expired': () => bearer({ ...admin, expiresIn: -60 }),
  'signed by another key': () => bearer(admin, 'another secret, which is long enough to be one'),
  'whose claims were changed': async () => {
    const [header, , signature] = (await bearer(customer('kim'))).split('.')
    return [header, segment(claims), signature].join('.')
  },
  'without a signature': () => `Bearer ${segment({ alg: 'none' })}.${segment(claims)}.`,
  'that never expires': async () => `Bearer ${await signed({ exp: undefined })}`,
  'for another audience': async () => `Bearer ${await signed({ aud: 'another-shop' })}`,
  'of another issuer': async () => `Bearer ${await signed({ iss: 'another-shop' })}`,
  'without a subject': async () => `Bearer ${await signed({ sub: undefined })}`,
  'with a name that is no user’s': async () => `Bearer ${await signed({ sub: '../root' })}`,
  'whose roles are no list': async () => `Bearer ${await signed({ roles: 'admin' })}`,
  'that is none': () => 'Bearer x.y.z',
  'without its scheme': async () => (await bearer(admin)).replace('Bearer ', ''),
}

test.each(Object.entries(useless))('a token %s opens no door', async (_which, token) => {
  const authorization = await token()
  for (const name of services) {
    const response = await open.at(name).post(body, authorization)
    const { errors } = (await response.json()) as { readonly errors: readonly { extensions: object }[] }
    expect([name, response.status, errors[0]?.extensions]).toEqual([name, 401, { code: 'UNAUTHENTICATED' }])
  }
})

test('nor does it open a WebSocket', async () => {
  const follow = (as: As) =>
    FollowedOrder.open(overWebSocket, open.router, 'subscription { stockChanged(productId: "x") { stock } }', {}, as)
  await expect((await follow({ ...admin, expiresIn: -60 })).next()).rejects.toMatchObject({ code: 4401 })
  await expect((await follow({ user: '../root' })).next()).rejects.toMatchObject({ code: 4401 })
})

describe('around the router', () => {
  let [owner, order] = ['', '']
  beforeAll(async () => {
    owner = await newUser(open.router)
    order = await place(open.router, owner, await newProduct(open.router))
    await deliveryBecomes(open.router, order, 'PREPARING')
  }, 60_000)

  const stranger = customer(newId('user'))
  const references = {
    order: { at: 'order', type: 'Order', id: () => order, fields: 'status address' },
    'a user’s orders': { at: 'order', type: 'User', id: () => owner, fields: 'orders { edges { cursor } }' },
    'a user’s points': { at: 'pay', type: 'User', id: () => owner, fields: 'points pointHistory { edges { cursor } }' },
    delivery: { at: 'delivery', type: 'Delivery', id: () => order, fields: 'address' },
  } as const

  test.each(Object.entries(references))('a reference to %s gives other users nothing', async (_what, reference) => {
    const { at, type, id, fields } = reference
    const entity = [{ __typename: type, id: id() }]
    for (const as of [undefined, stranger, { user: 'somebody' }])
      expect(await open.at(at).entities(`... on ${type} { ${fields} }`, entity, as)).toEqual({
        data: { _entities: [null] },
      })
    const { data, errors } = await open.at(at).entities(`... on ${type} { ${fields} }`, entity, admin)
    expect([errors, data]).toEqual([undefined, { _entities: [expect.objectContaining({ __typename: type })] }])
  })

  test('the delivery of a referenced order is the owner’s alone', async () => {
    const entity = [{ __typename: 'Order', id: order }]
    const delivery = async (as: As | undefined) =>
      (await open.at('delivery').entities('... on Order { delivery { address } }', entity, as)).data
    for (const as of [undefined, stranger])
      expect(await delivery(as)).toEqual({ _entities: [{ __typename: 'Order', delivery: null }] })
    const seen = { _entities: [{ __typename: 'Order', delivery: { address: '1 Main St' } }] }
    for (const as of [customer(owner), carrier, admin]) expect(await delivery(as)).toEqual(seen)
  })

  test('a carrier’s references show neither prices nor points', async () => {
    const prices = await open
      .at('order')
      .entities('... on Order { unitPrice totalPrice }', [{ __typename: 'Order', id: order }], carrier)
    expect(prices).toEqual({ data: { _entities: [{ __typename: 'Order', unitPrice: null, totalPrice: null }] } })
    const points = await open.at('pay').entities('... on User { points }', [{ __typename: 'User', id: owner }], carrier)
    expect(points).toMatchObject({
      data: { _entities: [{ points: null }] },
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    })
  })

  test('a stream at the subgraph itself is refused as it is by the router', async () => {
    const query = 'subscription ($id: ID!) { orderStatusChanged(orderId: $id) { status } }'
    const refusal = async (as?: As) =>
      (await (await FollowedOrder.open(overWebSocket, open.at('order'), query, { id: order }, as)).next())?.errors?.[0]
    expect(await refusal()).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } })
    expect(await refusal(stranger)).toMatchObject({ extensions: { code: 'NOT_FOUND' } })
  })
})
