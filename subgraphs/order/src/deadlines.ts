import type { DueCommand } from '@shop/events/aggregates/deadlines.ts'
import { v7 as uuidv7 } from 'uuid'
import { type OrderDeadlines, due } from './domain/due.ts'
import type { Order, OrderCommand } from './domain/order.ts'

/**
 * When an order has waited too long, and the command for it: a nudge, or, past the deadline of the whole way, its end.
 * `newId`: UUIDv7s, for the commands.
 */
export function deadlinesOf(deadlines: OrderDeadlines, newId: () => string = uuidv7) {
  return {
    longestMs: Math.max(deadlines.stepMs, deadlines.sagaMs),
    due: (order: Order): Date | undefined => due(order, deadlines)?.at,
    command: (order: Order, now: Date): DueCommand<OrderCommand> | undefined => {
      const next = due(order, deadlines, now.getTime())
      if (!next) return undefined
      const operation = newId()
      if (next.what === 'nudge' || next.at > now) return { command: { type: 'Nudge', operation }, again: next.at }
      return { command: { type: 'TimeOut', operation }, again: new Date(now.getTime() + deadlines.stepMs) }
    },
  }
}
