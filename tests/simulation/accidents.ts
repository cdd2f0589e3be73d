/** Faults besides those of the network. */
import type { Service as Any } from '@shop/contract/domains.ts'
import type { Chance } from './chance.ts'

export const replicas = 2
export const services = ['order', 'inventory', 'pay', 'delivery', 'mypage'] as const satisfies readonly Any[]
export type SimulatedServiceName = (typeof services)[number]

export type Accident = { readonly atMs: number } &
  /** A process dies with all that it has in memory, and is started again after a while. */
  (
    | {
        readonly what: 'crash'
        readonly service: SimulatedServiceName
        readonly replica: number
        readonly forMs: number
      }
    /** As by SIGTERM: it finishes what it can within its grace period. */
    | {
        readonly what: 'stop'
        readonly service: SimulatedServiceName
        readonly replica: number
        readonly forMs: number
      }
    /** Some messages cannot be handled by it, and go to the dead letters if that lasts; somebody replays them in the end. */
    | { readonly what: 'poison'; readonly service: SimulatedServiceName; readonly forMs: number }
    /** Somebody sets the clock of its machine. */
    | {
        readonly what: 'setClock'
        readonly service: SimulatedServiceName
        readonly replica: number
        readonly byMs: number
      }
    /** As by SIGSTOP and SIGCONT. */
    | {
        readonly what: 'pause'
        readonly service: SimulatedServiceName
        readonly replica: number
        readonly forMs: number
      }
    | { readonly what: 'away'; readonly engine: 'MongoDB' | 'NATS'; readonly forMs: number }
    /** NATS is killed, and does not know which messages were acknowledged lately. */
    | { readonly what: 'forget'; readonly lastMs: number }
    /** NATS is killed, and has lost the messages that came lately: somebody brings them back in the end, as by npm run recover. */
    | { readonly what: 'lose'; readonly lastMs: number }
  )

export function someAccidents(chance: Chance, lastsMs: number): Accident[] {
  return Array.from({ length: chance.pick([0, 2, 5, 12]) }, () => accident(chance, lastsMs))
}

function accident(chance: Chance, lastsMs: number): Accident {
  const atMs = chance.whole(0, lastsMs)
  const forMs = chance.short(20_000)
  const what = chance.pick([
    'crash',
    'crash',
    'stop',
    'away',
    'forget',
    'poison',
    'pause',
    'pause',
    'lose',
    'lose',
    'setClock',
    'setClock',
  ] as const)
  const process = { service: chance.pick(services), replica: chance.whole(0, replicas - 1) }
  switch (what) {
    case 'crash':
    case 'stop':
      return { atMs, what, ...process, forMs }
    case 'pause':
      return { atMs, what, ...process, forMs: chance.pick([500, 5_000, 25_000, 60_000, 200_000]) }
    case 'setClock':
      return { atMs, what, ...process, byMs: chance.pick([-3_600_000, -3_600_000, -60_000, -2_000, 60_000, 3_600_000]) }
    case 'poison':
      return { atMs, what, service: process.service, forMs: chance.whole(1, 60_000) }
    case 'away':
      return { atMs, what, engine: chance.pick(['MongoDB', 'NATS']), forMs }
    case 'lose':
      return { atMs, what, lastMs: chance.short(20_000) }
    case 'forget':
      return { atMs, what, lastMs: chance.short(10_000) }
  }
}
