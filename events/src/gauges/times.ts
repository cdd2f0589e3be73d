/** How long sagas take, step by step and as a whole. */

import { Histogram, type Registry } from 'prom-client'
import { loadedAggregate } from '../aggregates/document.ts'
import type { GuardedWrite } from '../aggregates/ports.ts'
import type { Contract } from '../contract/contract.ts'
import type { AnyState } from '../decider.ts'

/** `of`: a step, since the one before it; or a whole way, from what set it going to its end. */
export type Timing = { readonly of: 'step' | 'way'; readonly name: string; readonly seconds: number }

/** What the last so many events of an aggregate, now in this state, say of how long things took. */
export type Times<State extends AnyState> = (state: State, events: number) => readonly Timing[]

const buckets = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 900]

/** Called with everything that is saved. */
export function timeSagas<State extends AnyState>(
  contract: Pick<Contract, 'metric'>,
  registry: Registry,
  times: Times<State>,
): (changes: readonly GuardedWrite[]) => void {
  const registers = [registry]
  const step = new Histogram({
    name: contract.metric('saga_step_seconds'),
    help: 'From one step of a saga to the next, where each happened',
    labelNames: ['step'],
    ...{ buckets, registers },
  })
  const way = new Histogram({
    name: contract.metric('saga_seconds'),
    help: 'From what sets a saga going to its end',
    labelNames: ['way'],
    ...{ buckets, registers },
  })
  return (changes) => {
    for (const { id, to, state, outbox } of changes) {
      const after = loadedAggregate<State>({ _id: id, version: to, state, operations: {}, outbox: {} }).state
      for (const { of, name, seconds } of times(after, outbox.set.length))
        if (of === 'step') step.observe({ step: name }, seconds)
        else way.observe({ way: name }, seconds)
    }
  }
}
