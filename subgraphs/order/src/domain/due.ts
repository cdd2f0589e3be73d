/** When an order has waited too long, and what is done then. */
import { mayTimeOut } from './decider.ts'
import { isClosed, type Order, type PlacedOrder } from './order.ts'

export type OrderDeadlines = {
  readonly stepMs: number // milliseconds without a step, then a nudge; a next one after twice as long, and so on
  readonly sagaMs: number // milliseconds from OrderPlaced to DeliveryPrepared, then a cancellation; also the longest between nudges
}
export type Due = { readonly at: Date; readonly what: 'nudge' | 'timeOut' }

/**
 * The next deadline of the order; null: it waits for nothing that the saga owes it. A nudge changes nothing in the order,
 * so `after`, the time of the last one (epoch ms), says which of them have been. What happened later than that, by a clock that has been
 * set back since, counts as of then.
 */
export function due(order: Order, { stepMs, sagaMs }: OrderDeadlines, after = 0): Due | null {
  if (!order.exists || !isWaiting(order)) return null
  const timeOf = (time: string) => Math.min(Date.parse(time), after > 0 ? after : Infinity)
  const nudge = nextNudge(timeOf(order.updatedAt), stepMs, sagaMs, after)
  const timeOut = timeOf(order.placedAt) + sagaMs
  if (mayTimeOut(order) && timeOut <= nudge) return { at: new Date(timeOut), what: 'timeOut' }
  return { at: new Date(nudge), what: 'nudge' }
}

/** For the saga: not for the carrier, who takes what time it takes. */
function isWaiting({ status, delivery }: PlacedOrder): boolean {
  if (isClosed(status)) return false
  return status !== 'CONFIRMED' || delivery === null
}

function nextNudge(since: number, stepMs: number, longest: number, after: number): number {
  const first = Math.max(stepMs, 1)
  let gap = first
  let at = since + gap
  while (at <= after) {
    gap = Math.min(2 * gap, Math.max(first, longest))
    at += gap
  }
  return at
}
