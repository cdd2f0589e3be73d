/** Every failpoint at every step of the saga, made from the event contract: an event that joins it joins this. */
import { type EventType, contract, isEventType } from '@shop/contract/catalog.ts'
import { domains, type Service } from '@shop/contract/domains.ts'
import type { Failpoint } from '@shop/events/failpoints.ts'
import { seededRandom } from '@shop/platform/testing/random.ts'
import { isService } from '../saga/service.ts'

/** One crash: of that service, at that failpoint, when it works on an event of that type. `any`: whatever the event. */
export type MatrixCell = { readonly service: Service; readonly failpoint: Failpoint; readonly type: EventType | 'any' }

const whereSent = ['before-write', 'after-write', 'after-log', 'after-publish'] as const
const whereReceived = ['before-ack', 'after-ack'] as const
const whereProjected = ['before-write', 'after-write'] as const
const whereMarked = ['before-mark', 'after-mark'] as const

export function allCells(): MatrixCell[] {
  const types = [...contract.events.keys()].filter(isEventType)
  const senders = contract.senders.filter(isService)
  const projecting = domains.filter(({ readModel }) => readModel)
  return [
    ...senders.flatMap((service) =>
      types
        .filter((type) => contract.event(type).aggregate.service === service)
        .flatMap((type) => whereSent.map((failpoint) => ({ service, failpoint, type }))),
    ),
    ...types.flatMap((type) =>
      contract
        .receiversOf(type)
        .filter(isService)
        .flatMap((service) => whereReceived.map((failpoint) => ({ service, failpoint, type }))),
    ),
    ...senders.flatMap((service) => whereMarked.map((failpoint) => ({ service, failpoint, type: 'any' as const }))),
    ...projecting.flatMap(({ name: service }) =>
      whereProjected.map((failpoint) => ({ service, failpoint, type: 'any' as const })),
    ),
  ]
}

export const nameOf = ({ service, failpoint, type }: MatrixCell): string => `${service} crashes ${failpoint} of ${type}`

/** In an order that is the same for the same seed. */
export function shuffled<Value>(values: readonly Value[], seed: number): Value[] {
  const random = seededRandom(seed)
  return values
    .map((value) => ({ value, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value)
}
