/** How far an order is, read off its timeline: what has happened, not what may. */
import type { OrderFieldsFragment } from '../generated/graphql.ts'

export type StepName = 'placed' | 'stock' | 'payment' | 'delivery'
export type StepState = 'waiting' | 'active' | 'done' | 'refused' | 'back'
export type OrderStep = { readonly name: StepName; readonly state: StepState }

const MEANINGS: Readonly<Record<string, readonly [StepName, StepState]>> = {
  OrderPlaced: ['placed', 'done'],
  StockReserved: ['stock', 'done'],
  StockRejected: ['stock', 'refused'],
  StockReleased: ['stock', 'back'],
  StockRestored: ['stock', 'back'],
  PaymentApproved: ['payment', 'done'],
  PaymentDeclined: ['payment', 'refused'],
  PaymentRefunded: ['payment', 'back'],
  DeliveryPrepared: ['delivery', 'done'],
  DeliveryCancelled: ['delivery', 'back'],
}
const ORDER = ['placed', 'stock', 'payment', 'delivery'] as const

export function stepsOf({ status, timeline }: Pick<OrderFieldsFragment, 'status' | 'timeline'>): readonly OrderStep[] {
  const states = new Map<StepName, StepState>()
  for (const { event } of timeline) {
    const meaning = MEANINGS[event]
    if (meaning) states.set(...meaning)
  }
  const steps = ORDER.map((name) => ({ name, state: states.get(name) ?? 'waiting' }))
  const under = underWay(status, steps)
  return steps.map((step) => (step === under ? { ...step, state: 'active' } : step))
}

/** Forwards the first that is not done; back, the last that is not taken back. */
function underWay(status: OrderFieldsFragment['status'], steps: readonly OrderStep[]): OrderStep | undefined {
  if (status === 'PENDING' || status === 'CONFIRMED') return steps.find(({ state }) => state === 'waiting')
  if (status === 'CANCELLING') return steps.findLast(({ name, state }) => name !== 'placed' && state === 'done')
  return undefined
}
