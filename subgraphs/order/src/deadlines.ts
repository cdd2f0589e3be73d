import type { DueCommand } from '@shop/events/aggregates/deadlines.ts'
import { v7 as uuidv7 } from 'uuid'
import { mayTimeOut } from './domain/decider.ts'
import { type OrderDeadlines, due } from './domain/due.ts'
import type { Order, OrderCommand } from './domain/order.ts'

const clocksAgreeMs = 60_000 // what was placed further ahead was placed by a clock that has been set back since
const maxSeen = 10_000 // orders

/**
 * When an order has waited too long, and the command for it: a nudge, or, past the deadline of the whole way, its end. That of one that
 * was placed later than it is now, by a clock that has been set back since, runs from when it was first seen so: by the wall clock, whose
 * time is stored with the order and outlives the process, or by the monotonic one, where the wall clock is set back again.
 * `newId`: UUIDv7s, for the commands. `elapsed`: milliseconds of the monotonic clock.
 */
export function deadlinesOf(
  deadlines: OrderDeadlines,
  newId: () => string = uuidv7,
  elapsed: () => number = () => performance.now(),
) {
  const seenAhead = new Map<string, number>() // by order, the oldest first: since when
  const seenForMs = (id: string): number => {
    const since = seenAhead.get(id) ?? elapsed()
    seenAhead.set(id, since)
    const [oldest = id] = seenAhead.keys()
    if (seenAhead.size > maxSeen) seenAhead.delete(oldest)
    return elapsed() - since
  }
  return {
    maxMs: Math.max(deadlines.stepMs, deadlines.sagaMs),
    due: (order: Order): Date | undefined => due(order, deadlines)?.at,
    command: (order: Order, now: Date, storedSince?: Date): DueCommand<OrderCommand> | undefined => {
      const next = due(order, deadlines, now.getTime())
      if (!order.exists || !next) return undefined
      const isAhead = isAheadOf(now, new Date(order.placedAt))
      if (!isAhead) seenAhead.delete(order.id)
      const aheadSince = storedSince && !isAheadOf(now, storedSince) ? storedSince : now
      const aheadForMs = isAhead ? Math.max(seenForMs(order.id), now.getTime() - aheadSince.getTime()) : 0
      const isOverdue = isAhead && aheadForMs >= Math.max(deadlines.sagaMs, 1) && mayTimeOut(order)
      const operation = newId()
      if (!isOverdue && (next.what === 'nudge' || next.at > now))
        return { command: { type: 'Nudge', operation }, again: next.at, ...(isAhead && { aheadSince }) }
      seenAhead.delete(order.id)
      return { command: { type: 'TimeOut', operation }, again: new Date(now.getTime() + deadlines.stepMs) }
    },
  }
}

function isAheadOf(now: Date, time: Date): boolean {
  return time.getTime() > now.getTime() + clocksAgreeMs
}
