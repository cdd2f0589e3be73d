import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { v7 as uuid } from 'uuid'
import { CutFinder } from './consistent-cut.ts'

const begun = new Date('2026-11-22T12:00:00Z')
const idAt = (seconds: number) => uuid({ msecs: begun.getTime() + seconds * 1_000 })

function event(aggregateId: string, aggregateVersion: number, seconds: number, causationId?: string): RawEnvelope {
  const [aggregate = ''] = aggregateId.split('-')
  return {
    ...{ id: idAt(seconds), type: 'Any', schemaVersion: 1, aggregate, aggregateId, aggregateVersion, operation: 'o' },
    ...{ occurredAt: begun.toISOString(), data: {}, ...(causationId === undefined ? {} : { causationId }) },
  }
}

function cut(...log: readonly RawEnvelope[]): Record<string, number> {
  const finder = new CutFinder(begun)
  log.forEach((one, index) => finder.add(one, log[index - 1]))
  return Object.fromEntries(finder.find())
}

test('an effect without its cause is left out, with what came after it and what that caused', () => {
  const missing = event('order-1', 1, 5)
  const reserved = event('product-tea', 8, 6, missing.id)
  const later = event('product-tea', 9, 7)
  const paid = event('account-kim', 1, 8, later.id)
  const other = event('account-ann', 1, 8)
  expect(cut(event('product-tea', 7, -1), reserved, later, paid, other)).toEqual({
    'product:product-tea': 8,
    'account:account-kim': 1,
  })
})

test('nothing is left out where all causes are there, or are older than the dump', () => {
  const placed = event('order-1', 1, 5)
  const reserved = event('product-tea', 8, 6, placed.id)
  const old = event('product-tea', 7, -100, idAt(-101))
  const young = event('account-kim', 1, 2, idAt(-50))
  expect(cut(placed, old, reserved, young)).toEqual({})
})

test('a version that was not read takes with it all that follow on it', () => {
  const [first, third] = [event('order-1', 1, 1), event('order-1', 3, 2)]
  const caused = event('delivery-1', 1, 3, third.id)
  expect(cut(first, third, caused)).toEqual({ 'order:order-1': 2, 'delivery:delivery-1': 1 })
})

test('a log that was pruned of what is old is taken as it is', () => {
  expect(cut(event('product-tea', 50, -100), event('product-tea', 51, -90))).toEqual({})
})
