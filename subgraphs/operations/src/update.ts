/** How the shop is doing, in one. */
import type { OperationsUpdate } from './generated/graphql.ts'
import type { Orders } from './orders.ts'
import type { ServicesSeen } from './service-states.ts'
import type { Throughputs } from './throughput.ts'

export type Sources = {
  readonly orders: Pick<Orders, 'inFlight' | 'countStuck'>
  readonly throughputs: Pick<Throughputs, 'last'>
  readonly look: () => Promise<ServicesSeen>
}

export async function updateOf({ orders, throughputs, look }: Sources): Promise<OperationsUpdate> {
  const [ordersInFlight, stuckOrders, lastMinute, { services, brokenInvariants }] = await Promise.all([
    orders.inFlight(),
    orders.countStuck(),
    throughputs.last(),
    look(),
  ])
  const deadLetters = services.reduce((sum, service) => sum + (service.deadLetters ?? 0), 0)
  return {
    at: new Date().toISOString(),
    ...{ ordersInFlight, stuckOrders, lastMinute, services, deadLetters, brokenInvariants },
  }
}

/** Two with the same key say the same, at another time. */
export function updateKey({ at: _, lastMinute: { minute: _from, ...figures }, ...update }: OperationsUpdate): string {
  return JSON.stringify({ ...update, figures })
}
