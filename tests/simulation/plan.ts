/** One run: who requests what and when, its faults, and those of the network. All of it follows from the seed. */
import type { AccountCommand } from '@shop/pay/domain/account.ts'
import type { DeliveryCommand } from '@shop/delivery/domain/delivery.ts'
import type { OrderDeadlines } from '@shop/order/domain/due.ts'
import type { OrderCommand } from '@shop/order/domain/order.ts'
import type { ProductCommand } from '@shop/inventory/domain/product.ts'
import { someAccidents } from './accidents.ts'
import type { Accident } from './accidents.ts'
import { Chance } from './chance.ts'
import { someWorkload } from './workload.ts'
import { type NetworkFaults, someNetworkFaults } from './network-faults.ts'

/** A user's request to a service. */
export type PlannedRequest =
  | { readonly service: 'order'; readonly to: string; readonly command: OrderCommand }
  | { readonly service: 'inventory'; readonly to: string; readonly command: ProductCommand }
  | { readonly service: 'pay'; readonly to: string; readonly command: AccountCommand }
  | { readonly service: 'delivery'; readonly to: string; readonly command: DeliveryCommand }

/** The same, done under that operation. */
export function under(request: PlannedRequest, operation: string): PlannedRequest {
  switch (request.service) {
    case 'order': {
      const { type } = request.command
      return {
        ...request,
        to: type === 'PlaceOrder' ? operation : request.to,
        command: { ...request.command, operation },
      }
    }
    case 'inventory':
      return { ...request, command: { ...request.command, operation } }
    case 'pay':
      return { ...request, command: { ...request.command, operation } }
    case 'delivery':
      return { ...request, command: { ...request.command, operation } }
  }
}

/** `sent`: how often an impatient client sends it at once, under the same operation or idempotency key. */
export type ScheduledRequest = PlannedRequest & { readonly atMs: number; readonly sent: number }

export type SimulationPlan = {
  readonly seed: number
  readonly deadlines: OrderDeadlines
  readonly networkFaults: NetworkFaults
  readonly workload: readonly ScheduledRequest[]
  readonly accidents: readonly Accident[]
  readonly lastsMs: number // then there are no more faults, and all processes run
}

export function planOf(seed: number): SimulationPlan {
  const chance = new Chance(seed)
  const lastsMs = chance.pick([500, 3_000, 20_000, 60_000])
  return {
    seed,
    deadlines: chance.pick([
      { stepMs: 30_000, sagaMs: 900_000 },
      { stepMs: 5_000, sagaMs: 30_000 },
      { stepMs: 1_000, sagaMs: 4_000 },
      { stepMs: 200, sagaMs: 500 },
    ]),
    networkFaults: someNetworkFaults(chance.fork()),
    workload: someWorkload(chance.fork(), lastsMs),
    accidents: someAccidents(chance.fork(), lastsMs),
    lastsMs,
  }
}
