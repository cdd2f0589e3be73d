/** Sends orders when they are due, whatever became of those before: a slow system meets a queue, not a patient client. */
import { setTimeout as delay } from 'node:timers/promises'
import { OrderRefused, type System } from '../systems/system.ts'
import { Ledger } from './ledger.ts'
import type { OrderWorkload } from './workload.ts'

/** `schedule`: milliseconds from now. Resolves when every order is done or refused, or `patienceMs` after the last was sent. */
export async function openLoop(
  system: System,
  workload: OrderWorkload,
  schedule: Float64Array,
  timeoutMs: number,
): Promise<{ ledger: Ledger; drainMs: number; seconds: number }> {
  const ledger = new Ledger()
  system.watch((orderId) => void ledger.prepared(orderId, performance.now()))
  const start = performance.now()
  let next = 0
  while (next < schedule.length) {
    for (
      let due = start + (schedule[next] ?? 0);
      due <= performance.now();
      due = start + (schedule[next] ?? Infinity)
    ) {
      next++
      void send(system, workload, ledger, due)
    }
    const waitMs = start + (schedule[next] ?? 0) - performance.now()
    if (waitMs > 0) await delay(waitMs)
    else await new Promise(setImmediate)
  }
  const last = performance.now()
  await Promise.race([ledger.empty(), delay(timeoutMs)])
  const end = performance.now()
  return { ledger, drainMs: end - last, seconds: (last - start) / 1000 }
}

/** Resolves to whether the order was taken on; never rejects: a refusal goes into the ledger. */
export async function send(
  system: System,
  workload: OrderWorkload,
  ledger: Ledger,
  intended: number,
): Promise<boolean> {
  ledger.sent(intended, performance.now())
  try {
    const orderId = await system.place(workload())
    ledger.accepted(orderId, intended, performance.now())
    return true
  } catch (error) {
    ledger.refused(error instanceof OrderRefused ? error.code : 'NO_ANSWER')
    return false
  }
}
