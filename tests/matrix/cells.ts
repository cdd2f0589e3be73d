/** Every failpoint at every step of the saga, made from the event contract: an event that joins it joins this. */
import { catalog, type EventType, eventTypes, isEventType, type Service } from '@shop/events/contract/catalog.ts'
import type { Failpoint } from '@shop/events/failpoints.ts'
import { seeded } from '../clients/random.ts'

/** One crash: of that service, at that failpoint, when it works on an event of that type. `any`: whatever the event. */
export type Cell = { readonly service: Service; readonly failpoint: Failpoint; readonly type: EventType | 'any' }

const whereSent = ['before-write', 'after-write', 'after-log', 'after-publish'] as const
const whereReceived = ['before-ack', 'after-ack'] as const
const whereMarked = ['before-mark', 'after-mark'] as const

export function allCells(): Cell[] {
  const types = [...eventTypes].filter(isEventType)
  const senders = [...new Set(types.map((type) => catalog[type].service))]
  return [
    ...types.flatMap((type) => whereSent.map((failpoint) => ({ service: catalog[type].service, failpoint, type }))),
    ...types.flatMap((type) =>
      catalog[type].receivers.flatMap((service) => whereReceived.map((failpoint) => ({ service, failpoint, type }))),
    ),
    ...senders.flatMap((service) => whereMarked.map((failpoint) => ({ service, failpoint, type: 'any' as const }))),
    { service: 'mypage', failpoint: 'before-write', type: 'any' },
    { service: 'mypage', failpoint: 'after-write', type: 'any' },
  ]
}

export const nameOf = ({ service, failpoint, type }: Cell): string => `${service} crashes ${failpoint} of ${type}`

/** In an order that is the same for the same seed. */
export function shuffled<Value>(values: readonly Value[], seed: number): Value[] {
  const random = seeded(seed)
  return values
    .map((value) => ({ value, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value)
}
