import type { DueCommand } from '@shop/events/aggregates/deadlines.ts'
import { v7 as uuidv7 } from 'uuid'
import { mayTimeOut } from './domain/decide.ts'
import { type OrderDeadlines, due } from './domain/due.ts'
import type { Order, OrderCommand } from './domain/order.ts'

const clocksAgreeMs = 60_000 // what was placed further ahead was placed by a clock that has been set back since
const mostSeen = 10_000 // orders

/**
 * When an order has waited too long, and the command for it: a nudge, or, past the deadline of the whole way, its end. That of one that
 * was placed later than it is now, by a clock that has been set back since, is told from when this process first saw it so.
 * `newId`: UUIDv7s, for the commands. `elapsed`: milliseconds of a clock that nobody sets.
 */
export function deadlinesOf(
  deadlines: OrderDeadlines,
  newId: () => string = uuidv7,
  elapsed: () => number = () => performance.now(),
) {
  const seenAhead = new Map<string, number>() // by order: since when
  const aheadForMs = (order: Order, now: Date): number => {
    if (!order.exists || Date.parse(order.placedAt) <= now.getTime() + clocksAgreeMs) {
      seenAhead.delete(order.id)
      return 0
    }
    const since = seenAhead.get(order.id) ?? elapsed()
    if (seenAhead.size < mostSeen) seenAhead.set(order.id, since)
    return elapsed() - since
  }
  return {
    longestMs: Math.max(deadlines.stepMs, deadlines.sagaMs),
    due: (order: Order): Date | undefined => due(order, deadlines)?.at,
    command: (order: Order, now: Date): DueCommand<OrderCommand> | undefined => {
      const isOverdue = aheadForMs(order, now) >= Math.max(deadlines.sagaMs, 1)
      const next = due(order, deadlines, now.getTime())
      if (!next) return undefined
      const operation = newId()
      const timesOut = isOverdue && order.exists && mayTimeOut(order)
      if (!timesOut && (next.what === 'nudge' || next.at > now))
        return { command: { type: 'Nudge', operation }, again: next.at }
      seenAhead.delete(order.id)
      return { command: { type: 'TimeOut', operation }, again: new Date(now.getTime() + deadlines.stepMs) }
    },
  }
}
