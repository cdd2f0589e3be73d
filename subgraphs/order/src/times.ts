import type { Timing } from '@shop/events/gauges/times.ts'
import type { Order } from './domain/order.ts'

type TimedEvent = { readonly event: string; readonly at: string }

/** Which step each follows. What a carrier does takes what time it takes. */
const follows: Readonly<Record<string, string>> = {
  StockReserved: 'OrderPlaced',
  StockRejected: 'OrderPlaced',
  PaymentApproved: 'StockReserved',
  PaymentDeclined: 'StockReserved',
  StockReleased: 'PaymentDeclined',
  DeliveryPrepared: 'PaymentApproved',
  DeliveryCancelled: 'CancellationRequested',
  CancellationRefused: 'CancellationRequested',
  PaymentRefunded: 'DeliveryCancelled',
  StockRestored: 'PaymentRefunded',
}

/** The steps that end a way, and what set it going. */
const ends: Readonly<Record<string, readonly [way: string, since: string]>> = {
  DeliveryPrepared: ['to the delivery', 'OrderPlaced'],
  StockRejected: ['to the refusal', 'OrderPlaced'],
  StockReleased: ['to the refusal', 'OrderPlaced'],
  StockRestored: ['back', 'CancellationRequested'],
  CancellationRefused: ['to the refused cancellation', 'CancellationRequested'],
}

/** How long the last so many steps took, and the ways that they ended. A step whose predecessor is not noted yet says nothing. */
export function timesOf(order: Order, steps: number): readonly Timing[] {
  if (!order.exists) return []
  const { timeline } = order
  return timeline.slice(-steps).flatMap((step) => {
    const [way, start] = ends[step.event] ?? []
    return [
      ...timing('step', step.event, newest(timeline, follows[step.event]), step),
      ...(way === undefined ? [] : timing('way', way, newest(timeline, start), step)),
    ]
  })
}

function newest(timeline: readonly TimedEvent[], event: string | undefined): TimedEvent | undefined {
  return timeline.findLast((step) => step.event === event)
}

/** Clocks of two machines differ: nothing takes less than no time. */
function timing(of: Timing['of'], name: string, since: TimedEvent | undefined, step: TimedEvent): readonly Timing[] {
  if (!since) return []
  return [{ of, name, seconds: Math.max(0, Date.parse(step.at) - Date.parse(since.at)) / 1_000 }]
}
