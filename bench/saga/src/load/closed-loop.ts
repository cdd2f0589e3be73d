/** Keeps a number of orders under way: how fast they go round is what the system can do at most. */
import { setTimeout as delay } from 'node:timers/promises'
import type { System } from '../systems/system.ts'
import { Ledger } from './ledger.ts'
import { send } from './open-loop.ts'
import type { OrderWorkload } from './workload.ts'

const refusedMs = 20 // a buyer who is refused does not come back at once

type Until = { readonly seconds: number } | { readonly orders: number }

/** A slot becomes free when its order's delivery is prepared, or the order refused. */
export async function closedLoop(
  system: System,
  workload: OrderWorkload,
  inFlight: number,
  until: Until,
  timeoutMs: number,
): Promise<{ ledger: Ledger; seconds: number; donePerSecond: number }> {
  const ledger = new Ledger()
  const start = performance.now()
  const over = (): boolean =>
    'seconds' in until ? performance.now() - start >= until.seconds * 1000 : placed >= until.orders
  let placed = 0
  const fill = (): void => {
    while (ledger.underWay < inFlight && !over()) {
      placed++
      void send(system, workload, ledger, performance.now()).then((taken) =>
        taken ? refill() : void setTimeout(fill, refusedMs),
      )
    }
  }
  const refill = (): void => void setImmediate(fill) // many at once, where many were done at once
  system.watch((orderId) => {
    if (ledger.prepared(orderId, performance.now())) refill()
  })
  fill()
  while (!over()) await delay(100)
  const seconds = (performance.now() - start) / 1000
  const { done } = ledger
  await Promise.race([ledger.empty(), delay(timeoutMs)])
  return { ledger, seconds, donePerSecond: done / seconds }
}
