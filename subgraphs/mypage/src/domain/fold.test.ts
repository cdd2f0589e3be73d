import * as fc from 'fast-check'
import { uuid } from '@shop/events/testing/ids.ts'
import type { PageChange, ProductChange, PurchaseChange } from './change.ts'
import { foldPage, foldProductName } from './page.ts'
import { foldPurchase, type Purchase } from './purchase.ts'

const order = { orderId: uuid(1), userId: 'ann', productId: 'tea', quantity: 3 }
const at = (minute: number) => `2026-11-22T12:${String(minute).padStart(2, '0')}:00.000Z`
const said = (
  version: number,
  orderStatus: Purchase['orderStatus'],
  totalPrice: number | null = null,
): PurchaseChange => ({
  ...order,
  ...{ source: 'order', version, at: at(version), orderStatus, totalPrice },
})
const delivered = (version: number, deliveryStatus: Purchase['deliveryStatus']): PurchaseChange => ({
  ...order,
  ...{ source: 'delivery', version, at: at(version + 10), deliveryStatus },
})
const fold = (...changes: PurchaseChange[]) =>
  changes.reduce<Purchase | null>((purchase, change) => foldPurchase(purchase, change), null)

describe('a purchase', () => {
  test('begins with its order', () =>
    expect(fold(said(1, 'PENDING'))).toEqual({
      ...{ orderId: uuid(1), userId: 'ann', productId: 'tea', quantity: 3 },
      ...{ totalPrice: null, orderStatus: 'PENDING', deliveryStatus: null, updatedAt: at(1) },
      sources: { order: { version: 1, at: at(1) }, delivery: null },
    }))
  test('that begins with its delivery is PENDING until the order says more', () => {
    expect(fold(delivered(2, 'PREPARING'))).toMatchObject({
      orderStatus: 'PENDING',
      deliveryStatus: 'PREPARING',
      userId: 'ann',
      quantity: 3,
    })
    expect(fold(delivered(2, 'PREPARING'), said(3, 'CONFIRMED', 3000))).toMatchObject({
      orderStatus: 'CONFIRMED',
      totalPrice: 3000,
      deliveryStatus: 'PREPARING',
    })
  })
  test('shows what the newest events say', () =>
    expect(
      fold(
        said(1, 'PENDING'),
        said(2, 'PENDING', 3000),
        said(3, 'CANCELLING', 3000),
        delivered(1, null),
        delivered(2, 'CANCELLED'),
      ),
    ).toMatchObject({
      ...{ orderStatus: 'CANCELLING', totalPrice: 3000, deliveryStatus: 'CANCELLED', updatedAt: at(12) },
    }))
  test('is the same object where an event says nothing new', () => {
    const purchase = fold(said(2, 'CONFIRMED', 3000))
    expect(purchase && foldPurchase(purchase, said(2, 'CONFIRMED', 3000))).toBe(purchase)
    expect(purchase && foldPurchase(purchase, said(1, 'PENDING'))).toBe(purchase)
  })
  test('is the same whatever order its events come in, and however often', () => {
    const events = [
      said(1, 'PENDING'),
      said(2, 'PENDING', 3000),
      said(3, 'CONFIRMED', 3000),
      delivered(1, null),
      delivered(2, 'PREPARING'),
      delivered(3, 'SHIPPED'),
    ]
    const shuffled = fc.shuffledSubarray(events, { minLength: events.length })
    fc.assert(
      fc.property(shuffled, fc.shuffledSubarray(events), (once, again) => {
        expect(fold(...once, ...again)).toEqual(fold(...events))
      }),
    )
  })
})

describe('a page', () => {
  const page = (version: number, points: number): PageChange => ({
    userId: 'ann',
    version,
    at: at(version),
    points,
    spent: 0,
  })
  test('shows the newest balance', () => {
    expect(foldPage(null, page(1, 10))).toEqual({ userId: 'ann', points: 10, spent: 0, version: 1 })
    expect(foldPage(foldPage(null, page(1, 10)), page(2, 20)).points).toBe(20)
  })
  test('is the same object where an event says nothing new', () => {
    const newest = foldPage(null, page(2, 20))
    expect(foldPage(newest, page(2, 20))).toBe(newest)
    expect(foldPage(newest, page(1, 10))).toBe(newest)
  })
})

describe("a product's name", () => {
  const named = (version: number, name: string): ProductChange => ({
    productId: 'tea',
    version,
    at: at(version),
    name,
  })
  test('is the newest', () => {
    expect(foldProductName(null, named(1, 'Tea'))).toEqual({ productId: 'tea', name: 'Tea', version: 1 })
    expect(foldProductName(foldProductName(null, named(1, 'Tea')), named(2, 'Green tea')).name).toBe('Green tea')
  })
  test('is the same object where an event says nothing new', () => {
    const newest = foldProductName(null, named(2, 'Green tea'))
    expect(foldProductName(newest, named(1, 'Tea'))).toBe(newest)
  })
})
