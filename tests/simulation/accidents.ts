/** What goes wrong besides the weather. */
import type { Service } from '@shop/events/contract/catalog.ts'
import type { Chance } from './chance.ts'

export const replicas = 2
export const services = ['order', 'inventory', 'pay', 'delivery', 'mypage'] as const satisfies readonly Service[]

export type Accident = { readonly atMs: number } &
  /** A process dies with all that it has in memory, and is started again after a while. */
  (
    | { readonly what: 'crash'; readonly service: Service; readonly replica: number; readonly forMs: number }
    /** As by SIGTERM: it finishes what it can within its grace period. */
    | { readonly what: 'stop'; readonly service: Service; readonly replica: number; readonly forMs: number }
    /** Some messages cannot be handled by it, and go to the dead letters if that lasts; somebody replays them in the end. */
    | { readonly what: 'poison'; readonly service: Service; readonly forMs: number }
    | { readonly what: 'away'; readonly part: 'MongoDB' | 'NATS'; readonly forMs: number }
    /** NATS is killed, and does not know which messages were acknowledged lately. */
    | { readonly what: 'forget'; readonly lastMs: number }
  )

export function someAccidents(chance: Chance, lastsMs: number): Accident[] {
  return Array.from({ length: chance.pick([0, 2, 5, 12]) }, () => accident(chance, lastsMs))
}

function accident(chance: Chance, lastsMs: number): Accident {
  const atMs = chance.whole(0, lastsMs)
  const forMs = chance.short(20_000)
  const what = chance.pick(['crash', 'crash', 'crash', 'stop', 'away', 'forget', 'poison'] as const)
  const process = { service: chance.pick(services), replica: chance.whole(0, replicas - 1) }
  switch (what) {
    case 'crash':
    case 'stop':
      return { atMs, what, ...process, forMs }
    case 'poison':
      return { atMs, what, service: process.service, forMs: chance.whole(1, 60_000) }
    case 'away':
      return { atMs, what, part: chance.pick(['MongoDB', 'NATS']), forMs }
    case 'forget':
      return { atMs, what, lastMs: chance.short(10_000) }
  }
}
