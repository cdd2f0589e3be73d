/** Beyond what can be explored: random walks with several orders for the same products, of the same users. */
import * as fc from 'fast-check'
import { due } from '@shop/order/domain/due.ts'
import { isClosed } from '@shop/order/domain/order.ts'
import { MyPages, SagaShop } from './shop.ts'
import { happen, happening, opening } from './walk.ts'

/** Everything in flight arrives. Throws where that takes for ever. */
function settle(shop: SagaShop, placed: readonly string[], picks: readonly number[]): void {
  for (let steps = 0; shop.inFlight > 0; steps++) {
    if (steps > 100_000) throw new Error('messages go round for ever')
    shop.deliver(picks[steps % picks.length] ?? 0)
  }
  const waiting = placed.filter((order) => due(shop.orders.state(order), { stepMs: 1, sagaMs: 1 }))
  expect(waiting).toEqual([])
}

/** What orders came to, over all walks: a walk that never gets anywhere proves nothing. */
const ends = new Map<string, number>()

test('however many orders meet in whatever way, points and units are conserved and every order ends well', () => {
  fc.assert(
    fc.property(
      fc.array(happening, { minLength: 100, maxLength: 300, size: 'max' }),
      fc.array(fc.nat(1000), { minLength: 1, maxLength: 50 }),
      (title, picks) => {
        const shop = new SagaShop()
        const placed: string[] = []
        opening.forEach((it) => happen(shop, placed, it))
        title.forEach((it) => happen(shop, placed, it))
        settle(shop, placed, picks)
        checkUsers(shop)
        checkProducts(shop)
        placed.forEach((order) => checkOrder(shop, order))
        checkPages(shop)
      },
    ),
    { numRuns: 300 },
  )
  const every = [
    'CONFIRMED',
    'COMPLETED',
    'CANCELLED',
    'TIMED_OUT',
    'PRODUCT_NOT_FOUND',
    'OUT_OF_STOCK',
    'PRICE_CHANGED',
  ]
  const refused = ['ACCOUNT_NOT_FOUND', 'INSUFFICIENT_POINTS', 'COMPLETED, a cancellation refused']
  expect([...ends.keys()]).toEqual(expect.arrayContaining([...every, ...refused]))
})

const ordersOf = (shop: SagaShop) => shop.orders.all.map(([, { state }]) => state).filter((order) => order.exists)
const live = (status: string): boolean => status === 'CONFIRMED' || status === 'COMPLETED'
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

function checkUsers(shop: SagaShop): void {
  for (const [user, { state, log }] of shop.accounts.all) {
    const cost = ordersOf(shop).map((order) =>
      order.userId === user && live(order.status) ? (order.totalPrice ?? NaN) : 0,
    )
    expect(state.points + sum(cost)).toBe(
      sum(log.map(({ event }) => (event.type === 'PointsAdded' ? event.amount : 0))),
    )
    expect(state.spent).toBe(sum(cost))
  }
}

function checkProducts(shop: SagaShop): void {
  for (const [id, { state, log }] of shop.products.all) {
    const units = ordersOf(shop).map((order) => (order.productId === id && live(order.status) ? order.quantity : 0))
    const came = log.map(({ event }) =>
      event.type === 'ProductAdded' ? event.stock : event.type === 'Restocked' ? event.quantity : 0,
    )
    if (state.exists) expect(state.stock + sum(units)).toBe(sum(came))
    else expect(sum(units)).toBe(0)
  }
}

function checkOrder(shop: SagaShop, id: string): void {
  const order = shop.orders.state(id)
  const { progress } = shop.deliveries.state(id)
  if (!order.exists) throw new Error(`${id} is lost`)
  const delivering = progress.phase === 'prepared' && progress.status !== 'CANCELLED'
  expect([order.status, delivering]).toEqual([order.status, live(order.status)])
  expect(isClosed(order.status) || order.status === 'CONFIRMED').toBe(true)
  const end = order.rejection ?? (order.cancellationRefused ? `${order.status}, a cancellation refused` : order.status)
  ends.set(end, (ends.get(end) ?? 0) + 1)
}

/** mypage is what a rebuild from the first event makes of it, and what the services say. */
function checkPages(shop: SagaShop): void {
  const rebuilt = new MyPages()
  for (const serviceModels of [shop.orders, shop.deliveries, shop.accounts, shop.products])
    for (const [, { log }] of serviceModels.all) log.forEach(({ envelope }) => rebuilt.hear(envelope))
  expect(shop.pages).toEqual(rebuilt)
  for (const order of ordersOf(shop))
    expect(shop.pages.purchases.get(order.id)).toMatchObject({
      orderStatus: order.status,
      totalPrice: order.totalPrice,
    })
  for (const [user, { state, log }] of shop.accounts.all)
    if (log.length > 0) expect(shop.pages.pages.get(user)).toMatchObject({ points: state.points, spent: state.spent })
}
