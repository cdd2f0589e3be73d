/** Carries commands out one after another and holds, at every step, what must be true of any decider. For property tests. */
import type { AggregateManifest } from '../contract/contract.ts'
import {
  type AnyCommand,
  type AnyEvent,
  type AnyState,
  type Decider,
  isAgain,
  isRefusal,
  type Refusal,
} from '../decider.ts'
import { AT, keepsContract } from './given.ts'

/**
 * The state that the commands leave; refused ones leave it as it was. Throws where
 * - a decision differs when only the command's own record is known (records of others may have been evicted);
 * - an event breaks the contract, or a command that decided something decides something again, at once or at the end;
 * - the events of one operation, folded from nothing, do not give its record (so an evicted record comes back from the log).
 */
export function historyOf<State extends AnyState, Command extends AnyCommand, Event extends AnyEvent>(
  decider: Decider<State, Command, Event, Refusal>,
  schemas: AggregateManifest['events'],
  id: string,
  commands: readonly Command[],
  eachState: (state: State, before: State) => void,
): State {
  let state = decider.initial(id)
  const done: { readonly command: Command; readonly events: readonly Event[] }[] = []
  for (const command of commands) {
    const decision = decider.decide(state, command)
    expect(decider.decide(knowingOnly(state, command.operation), command)).toEqual(decision)
    if (isRefusal(decision) || isAgain(decision) || decision.length === 0) continue
    const before = state
    decision.forEach((event) => keepsContract(schemas, event))
    state = fold(state, decision)
    expect(decider.decide(state, command)).toEqual([])
    eachState(state, before)
    done.push({ command, events: decision })
  }
  for (const [operation, group] of Map.groupBy(done, ({ command }) => command.operation)) {
    const alone = fold(
      decider.initial(id),
      group.flatMap(({ events }) => events),
    )
    expect(alone.operations[operation]).toEqual(state.operations[operation])
    expect(state.operations[operation]).toBeDefined()
  }
  for (const { command } of done) expect(decider.decide(state, command)).toEqual([])
  return state

  function fold(from: State, events: readonly Event[]): State {
    return events.reduce((before, event) => decider.evolve(before, event, AT), from)
  }
}

function knowingOnly<State extends AnyState>(state: State, operation: string): State {
  const record = state.operations[operation]
  return { ...state, operations: record === undefined ? {} : { [operation]: record } }
}
