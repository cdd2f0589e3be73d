/** The model must see what it is there to see: each of these breaks one rule, and is found out. */
import { type Deciders, real } from './saga-model.ts'
import { explore } from './explore.ts'
import { laws } from './laws.ts'
import { forgets } from './forgets.ts'
import { Model } from './model.ts'
import { scenarios } from './scenarios.ts'

const { order, product, account, delivery } = real
type Rules<Decider extends { decide: unknown }> = Decider['decide']

const preparesAfterTombstone: Rules<typeof delivery> = (state, command) =>
  delivery.decide(
    command.type === 'PrepareDelivery' && state.progress.phase === 'withdrawn'
      ? { ...state, progress: { phase: 'awaited' } }
      : state,
    command,
  )
const answersOnlyWithDelivery: Rules<typeof delivery> = (state, command) =>
  command.type === 'CancelDelivery' && state.progress.phase === 'awaited' ? [] : delivery.decide(state, command)
const grantsTheDeadline: Rules<typeof delivery> = (state, command) =>
  delivery.decide(state, command.type === 'CancelDelivery' ? { ...command, by: 'person' } : command)
const stopsAtTheDoor: Rules<typeof delivery> = (state, command) =>
  delivery.decide(
    command.type === 'CancelDelivery' && state.progress.phase === 'prepared'
      ? { ...state, progress: { ...state.progress, status: 'SHIPPED' } }
      : state,
    command,
  )
const reopens: Rules<typeof order> = (state, command) =>
  order.decide(state.exists && state.status === 'CANCELLED' ? { ...state, status: 'PENDING' } : state, command)
const obeysEarlierRefusals: Rules<typeof order> = (state, command) =>
  state.exists && command.type === 'NoteStep' && command.fact.event === 'CancellationRefused' && state.cancellation
    ? order.decide(
        { ...state, operations: {}, cancellation: { ...state.cancellation, requestId: command.fact.requestId } },
        command,
      )
    : order.decide(state, command)
const nudgesOnlyForward: Rules<typeof order> = (state, command) =>
  command.type === 'Nudge' ? { again: 'OrderPlaced' } : order.decide(state, command)

const broken: readonly (readonly [string, Partial<Deciders>, RegExp])[] = [
  [
    'a delivery that is prepared in spite of its tombstone',
    { delivery: { ...delivery, decide: preparesAfterTombstone } },
    /^CANCELLED, and PREPARING/,
  ],
  [
    'a delivery that answers only where there is one',
    { delivery: { ...delivery, decide: answersOnlyWithDelivery } },
    /^messages go round for ever/,
  ],
  [
    'a deadline that stops a delivery',
    { delivery: { ...delivery, decide: grantsTheDeadline } },
    /^timed out, and there was a delivery/,
  ],
  [
    'a cancellation that stops a delivery at the door',
    { delivery: { ...delivery, decide: stopsAtTheDoor } },
    /^a delivery is stopped at the door/,
  ],
  [
    'pay without tombstones',
    { account: { ...account, decide: (state, command) => account.decide(forgets(state, 'withdrawn'), command) } },
    /charged|pays/,
  ],
  [
    'pay that refunds twice',
    {
      account: {
        ...account,
        evolve: (state, event, at) =>
          event.type === 'PaymentRefunded'
            ? { ...account.evolve(state, event, at), operations: state.operations }
            : account.evolve(state, event, at),
      },
    },
    /^points are not conserved/,
  ],
  [
    'inventory without tombstones',
    { product: { ...product, decide: (state, command) => product.decide(forgets(state, 'withdrawn'), command) } },
    /units held/,
  ],
  [
    'inventory that drops the record of a rejection',
    { product: { ...product, decide: (state, command) => product.decide(forgets(state, 'rejected'), command) } },
    /units held/,
  ],
  ['an order that opens again', { order: { ...order, decide: reopens } }, /^a closed order opens/],
  [
    'an order that obeys refusals of earlier requests',
    { order: { ...order, decide: obeysEarlierRefusals } },
    /REJECTED|CONFIRMED/,
  ],
  [
    'an order that is nudged only forward',
    { order: { ...order, decide: nudgesOnlyForward } },
    /^messages go round for ever/,
  ],
]

test.each(broken)('%s is found out', (_, deciders, flaw) => expect(firstFlaw({ ...real, ...deciders })).toMatch(flaw))

function firstFlaw(deciders: Deciders): string | undefined {
  for (const [, scenario] of scenarios.slice(0, 4)) {
    for (const faults of [{ duplicates: 1 }, { losses: 1 }]) {
      const { flaw } = explore(new Model({ ...scenario, ...faults }, deciders), laws)
      if (flaw) return flaw
    }
  }
  return undefined
}
