/** What the network does to calls and messages. */
import type { DeliveryFate } from '@shop/events/simulated/durable.ts'
import type { Fate } from '@shop/events/simulated/network.ts'
import type { Chance } from './chance.ts'

/** Probabilities are of each call, or of each delivery. */
export type NetworkFaults = {
  readonly maxDelayMs: number
  readonly lost: number // a call that never arrives
  readonly halfDone: number // a bulk that breaks off in the middle
  readonly unanswered: number // the request is done, and its answer is lost
  readonly late: number // a call that takes so long that its caller has given up when it arrives
  readonly undelivered: number // a delivery that gets lost, and comes again
  readonly unheard: number // an acknowledgement that gets lost, so that the message comes again
}

export const fine: NetworkFaults = {
  maxDelayMs: 2,
  lost: 0,
  halfDone: 0,
  unanswered: 0,
  late: 0,
  undelivered: 0,
  unheard: 0,
}

export function someNetworkFaults(chance: Chance): NetworkFaults {
  const now = (max: number) => (chance.is(0.5) ? max * chance.random() : 0)
  return {
    maxDelayMs: chance.pick([1, 5, 20, 100, 500]),
    ...{ lost: now(0.1), halfDone: now(0.1), unanswered: now(0.1), late: now(0.03) },
    ...{ undelivered: now(0.1), unheard: now(0.2) },
  }
}

const timeoutMs = 3_000

export function fateOfCall(chance: Chance, networkFaults: NetworkFaults): Fate {
  const late = chance.is(networkFaults.late)
  const lost = chance.is(networkFaults.lost)
  const halfDone = chance.is(networkFaults.halfDone)
  return {
    thereMs: late ? timeoutMs + chance.whole(1, timeoutMs) : chance.short(networkFaults.maxDelayMs),
    backMs: chance.short(networkFaults.maxDelayMs),
    portion: lost ? 0 : halfDone ? chance.random() : 1,
    answered: !chance.is(networkFaults.unanswered),
    timeoutMs,
  }
}

/** The other side is away: it takes a while to notice. */
export function fateOfUnansweredCall(chance: Chance): Fate {
  return { thereMs: chance.whole(1, 100), backMs: chance.whole(0, 2_000), portion: 0, answered: false, timeoutMs }
}

export function fateOfDelivery(chance: Chance, networkFaults: NetworkFaults): DeliveryFate {
  return {
    delayMs: chance.short(networkFaults.maxDelayMs),
    lost: chance.is(networkFaults.undelivered),
    ackLost: chance.is(networkFaults.unheard),
  }
}
