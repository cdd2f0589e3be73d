/** All aggregates of one service in memory, with their logs: for walks with many orders. Only the newest records are kept. */
import type { Envelope } from '@shop/contract/catalog.ts'
import type { AnyCommand, AnyEvent, AnyState, Decider } from '@shop/events/decider.ts'
import { react, type Reactions } from '@shop/events/reactions.ts'
import { turn } from './aggregate.ts'
import { toEnvelope } from './to-envelope.ts'

type ModelLogEntry<Event> = { readonly envelope: Envelope; readonly event: Event }
type LoggedState<State, Event> = { readonly state: State; readonly log: readonly ModelLogEntry<Event>[] }

/** The moment of the n-th event in a walk. */
const moment = (n: number): string => new Date(Date.UTC(2026, 10, 22, 12) + n * 1000).toISOString()
const recordsKept = 3
const isOrderId = (operation: string): boolean => /^[0-9a-f-]{36}$/.test(operation)

export class ServiceModels<State extends AnyState, Command extends AnyCommand, Event extends AnyEvent> {
  readonly #decider: Decider<State, Command, Event>
  readonly #reactions: Reactions<Command>
  readonly #publish: (envelope: Envelope) => void
  readonly #newId: () => string
  readonly #states = new Map<string, LoggedState<State, Event>>()
  #events = 0

  constructor(
    decider: Decider<State, Command, Event>,
    reactions: Reactions<Command>,
    publish: (envelope: Envelope) => void,
    newId: () => string,
  ) {
    this.#decider = decider
    this.#reactions = reactions
    this.#publish = publish
    this.#newId = newId
  }

  get all(): readonly (readonly [string, LoggedState<State, Event>])[] {
    return [...this.#states]
  }

  state(id: string): State {
    return this.#of(id).state
  }

  /** Throws where a step of the saga is refused: none ever is. */
  hear(envelope: Envelope): void {
    const reaction = react(this.#reactions, envelope)
    if (reaction && !this.execute(reaction.to, reaction.command, true)) throw new Error(`${envelope.type} is refused`)
  }

  /** False where it is refused. What comes again is answered again where the saga needs it. */
  execute(id: string, command: Command, bySaga = false): boolean {
    const { state, log } = this.#of(id)
    const done = log.filter(({ envelope }) => envelope.operation === command.operation)
    const next = turn(
      this.#decider,
      this.#withRecord(id, state, command.operation, done),
      command,
      moment(this.#events),
    )
    if (next.kind === 'refused') return false
    if (next.kind === 'repeated') {
      const { repeat } = next
      const again = 'type' in repeat ? log.findLast(({ event }) => event.type === repeat.type) : done.at(-1)
      if (again && (bySaga || 'type' in repeat)) this.#publish(again.envelope)
      return true
    }
    const logged = next.events.map((event, i) => ({
      event,
      envelope: this.#toEnvelope(id, log.length + 1 + i, command.operation, event),
    }))
    this.#states.set(id, { state: forgetting(next.state), log: [...log, ...logged] })
    logged.forEach(({ envelope }) => this.#publish(envelope))
    return true
  }

  #of(id: string): LoggedState<State, Event> {
    return this.#states.get(id) ?? { state: this.#decider.initial(id), log: [] }
  }

  /** An evicted record comes back from the log. */
  #withRecord(id: string, state: State, operation: string, done: readonly ModelLogEntry<Event>[]): State {
    if (operation in state.operations || done.length === 0) return state
    const decider = this.#decider
    const none = decider.initial(id)
    const folded = done.reduce(
      (before, { event, envelope }) => decider.evolve(before, event, envelope.occurredAt),
      none,
    )
    return { ...state, operations: { ...state.operations, [operation]: folded.operations[operation] } }
  }

  #toEnvelope(aggregateId: string, aggregateVersion: number, operation: string, event: Event): Envelope {
    const { aggregate } = this.#decider
    const occurredAt = moment(this.#events++)
    return toEnvelope(event, { id: this.#newId(), aggregate, aggregateId, aggregateVersion, operation, occurredAt })
  }
}

function forgetting<State extends AnyState>(state: State): State {
  const entries = Object.entries(state.operations)
  const expired = entries.filter(([operation]) => isOrderId(operation)).slice(0, -recordsKept)
  const gone = new Set(expired.map(([operation]) => operation))
  return { ...state, operations: Object.fromEntries(entries.filter(([operation]) => !gone.has(operation))) }
}
