/** One turn: orders, then pages, at steady rates; what each costs all services and the router together. */
import { seededRandom } from '@shop/platform/testing/random.ts'
import { services } from '@shop/dev/shop/topology.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { schedule } from '../../saga/src/load/schedule.ts'
import { spread } from '../../saga/src/load/workload.ts'
import { steady } from '../../saga/src/measures/steady.ts'
import { cpuBetween, usageOf } from '../../saga/src/process/usage.ts'
import type { ShopSize, System } from '../../saga/src/systems/system.ts'

export type TurnLoad = {
  readonly size: ShopSize
  readonly ordersPerSecond: number
  readonly pagesPerSecond: number
  /** Of orders, and of pages. */
  readonly seconds: number
}

export type BenchmarkTurn = {
  readonly cpuMsPerOrder: number
  readonly cpuMsPerPage: number
  readonly failed: number
}

/** The same `seed` means the same buyers at the same moments. */
export async function turn(system: System, load: TurnLoad, seed: number): Promise<BenchmarkTurn> {
  const { size, ordersPerSecond, seconds } = load
  const random = seededRandom(seed)
  const workload = spread(size.users, size.products, random)
  const orders = await steady(system, { workload, arrivals: 'poisson', random }, ordersPerSecond, seconds)
  await system.settle() // exported, and the pages' owners have all that they are to show
  const pages = await askPages(system, load, seed)
  const refused = Object.values(orders.refused).reduce((sum, each) => sum + each, 0)
  return {
    cpuMsPerOrder: ofServices(orders.cpuMsPerOrder),
    cpuMsPerPage: pages.cpuMs / pages.requests,
    failed: refused + orders.lost + pages.failed,
  }
}

async function askPages(system: System, { size, pagesPerSecond, seconds }: TurnLoad, seed: number) {
  const pages = Object.values(system.pages ?? {}).slice(0, 2) // a buyer's own
  const random = seededRandom(seed)
  const times = schedule('poisson', pagesPerSecond, seconds, random)
  const before = usageOf(system.processes())
  const began = performance.now()
  const answers: Promise<unknown>[] = []
  let failed = 0
  for (const [n, at] of times.entries()) {
    const waitMs = began + at - performance.now()
    if (waitMs > 1) await delay(waitMs)
    const user = Math.floor(random() * size.users)
    answers.push(Promise.resolve(pages[n % pages.length]?.(user)).catch(() => failed++))
  }
  await Promise.all(answers)
  return { cpuMs: ofServices(cpuBetween(before, usageOf(system.processes()))), requests: times.length, failed }
}

/** The engines' CPU is not the shop's own. */
function ofServices(cpu: Readonly<Record<string, number>>): number {
  return services.reduce((sum, name) => sum + (cpu[name] ?? 0), 0)
}
