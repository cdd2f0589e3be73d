/** Specs of a decider read given (what was done), when (a command), then (what it decides, and what is so afterwards). */
import type { AggregateManifest } from '../contract/contract.ts'
import { problemOf } from '../contract/problem.ts'
import {
  type AnyCommand,
  type AnyEvent,
  type AnyState,
  type Decider,
  isAgain,
  isRefusal,
  type Refusal,
} from '../decider.ts'

/** When everything in a spec happens, unless it says otherwise. */
export const AT = '2026-11-22T12:00:00.000Z'

export type Spec<State, Event, Refused extends Refusal> = {
  /** Exactly these events, each with at least these fields; and the state has at least these fields. */
  then(events: readonly PartialEvent<Event>[], state?: DeepPart<State>): void
  /** Nothing is decided, and nothing changes. */
  thenNothing(): void
  thenRefused(code: Refused['refused']): void
  /** The newest event of that type is to be said again. */
  thenAgain(type: string): void
}
type PartialEvent<Event> = Event extends { readonly type: string } ? Pick<Event, 'type'> & Partial<Event> : never
type DeepPart<Value> = Value extends object ? { readonly [Key in keyof Value]?: DeepPart<Value[Key]> } : Value

/**
 * Every `then` checks besides that the events keep `schemas`, and that the same command again decides nothing.
 *
 * @example
 * const { given } = specs(decider, id, schemas)
 * given().when({ type: 'Count', operation: id, by: 2 }).then([{ type: 'Counted' }], { total: 2 })
 */
export function specs<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
>(decider: Decider<State, Command, Event, Refused>, id: string, schemas: SchemasByType) {
  return {
    given: (...done: readonly Command[]) => ({ when: (command: Command) => spec(after(...done), command) }),
    after,
  }

  /** The state that these commands leave, all at one time. Throws where one of them is refused. */
  function after(...done: readonly Command[]): State {
    return done.reduce(carryOut, decider.initial(id))
  }

  function carryOut(state: State, command: Command): State {
    const decision = decider.decide(state, command)
    if (isRefusal(decision)) throw new Error(`cannot be given: ${command.type} is refused, ${decision.refused}`)
    return isAgain(decision) ? state : fold(state, decision)
  }

  function fold(state: State, events: readonly Event[]): State {
    return events.reduce((before, event) => decider.evolve(before, event, AT), state)
  }

  function spec(state: State, command: Command): Spec<State, Event, Refused> {
    const decision = decider.decide(state, command)
    return {
      then(events, after) {
        expect(decision).toMatchObject(events)
        if (isRefusal(decision) || isAgain(decision)) throw new Error('decided no events')
        decision.forEach((event) => keepsContract(schemas, event))
        const next = fold(state, decision)
        if (after) expect(next).toMatchObject(after)
        expect(decider.decide(next, command)).toEqual([])
      },
      thenNothing: () => expect(decision).toEqual([]),
      thenRefused: (refused) => expect(decision).toMatchObject({ refused }),
      thenAgain: (again) => expect(decision).toEqual({ again }),
    }
  }
}

type SchemasByType = AggregateManifest['events']

/** Throws where an event is not what the schema of its type says. */
export function keepsContract(schemas: SchemasByType, event: AnyEvent): void {
  const { type, ...data } = event
  const schema = schemas[type]
  if (!schema) throw new Error(`${type} is no event of this aggregate`)
  const checked = schema.safeParse(data)
  if (!checked.success) throw new Error(problemOf(checked.error, data, type))
  expect(checked.data).toEqual(data)
}
