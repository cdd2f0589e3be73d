/**
 * One aggregate in the model: the real decider behind its service's real reactions. Its states and the commands that reach it
 * are numbered; what a command makes of a state is worked out once and looked up from then on.
 */
import type { Envelope } from '@shop/contract/catalog.ts'
import type { AnyCommand, AnyEvent, AnyState, Decider } from '@shop/events/decider.ts'
import { react, type Reactions } from '@shop/events/reactions.ts'
import { AT } from '@shop/events/testing/given.ts'
import { uuid } from '@shop/events/testing/ids.ts'
import { turn } from './aggregate.ts'
import { toEnvelope } from './to-envelope.ts'

/** What a command makes of a state. `sent`: the messages that then go out, new or again, by number. */
export type Move = {
  readonly kind: 'decided' | 'repeated' | 'refused'
  readonly to: number
  readonly sent: readonly number[]
}

/** Every message that an event becomes, by number. */
export type Post = (envelope: Envelope) => readonly number[]

/** A service as messages and the world's state refer to it. */
export interface Addressee {
  hear(envelope: Envelope): number | undefined
  move(entry: number, command: number): Move
  describe(command: number): string
}

type AggregateRole<State extends AnyState, Command extends AnyCommand, Event extends AnyEvent> = {
  readonly decider: Decider<State, Command, Event>
  readonly reactions: Reactions<Command>
  readonly id: string
  /** Commands before the saga begins; their events are not published. */
  readonly done: readonly Command[]
}

type ModelEntry<State> = {
  readonly state: State
  /** The messages of the last event of each operation, and of the newest event of each type: what is read of its log. */
  readonly ofOperation: Readonly<Record<string, readonly number[]>>
  readonly ofType: Readonly<Record<string, readonly number[]>>
}

export class AggregateModel<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
> implements Addressee {
  readonly start: number
  readonly #role: AggregateRole<State, Command, Event>
  readonly #post: Post
  readonly #entry: ModelEntry<State>[] = []
  readonly #entryNumbers = new Map<string, number>()
  readonly #commands: Command[] = []
  readonly #commandNumbers = new Map<string, number>()
  readonly #moves: Move[][] = []

  constructor(role: AggregateRole<State, Command, Event>, post: Post) {
    this.#role = role
    this.#post = post
    const { decider, id, done } = role
    const state = done.reduce((before, command) => {
      const next = turn(decider, before, command, AT)
      if (next.kind !== 'decided') throw new Error(`${command.type} decides nothing`)
      return next.state
    }, decider.initial(id))
    this.start = this.#hold({ state, ofOperation: {}, ofType: {} })
  }

  stateOf(entry: number): State {
    return this.#entryAt(entry).state
  }

  /** The number of a command from outside. */
  command(command: Command): number {
    return numbered(this.#commandNumbers, canonical(command), () => this.#commands.push(command) - 1)
  }

  describe(command: number): string {
    return `${this.#role.decider.aggregate} <- ${canonical(this.#commandAt(command))}`
  }

  /** The number of the command that its service makes of an event; undefined: no aggregate here reacts. */
  hear(envelope: Envelope): number | undefined {
    const reaction = react(this.#role.reactions, envelope)
    if (!reaction) return undefined
    if (reaction.to !== this.#role.id)
      throw new Error(`${envelope.type} goes to ${reaction.to}, not to ${this.#role.id}`)
    return this.command(reaction.command)
  }

  move(entry: number, command: number): Move {
    const known = (this.#moves[entry] ??= [])
    return (known[command] ??= this.#work(entry, command))
  }

  #work(entry: number, number: number): Move {
    const before = this.#entryAt(entry)
    const command = this.#commandAt(number)
    const next = turn(this.#role.decider, before.state, command, AT)
    if (next.kind === 'refused') return { kind: 'refused', to: entry, sent: [] }
    if (next.kind === 'repeated') {
      const sent = 'type' in next.repeat ? before.ofType[next.repeat.type] : before.ofOperation[next.repeat.operation]
      return { kind: 'repeated', to: entry, sent: sent ?? [] }
    }
    let { ofOperation, ofType } = before
    const sent: number[] = []
    for (const event of next.events) {
      const messages = this.#post(this.#toEnvelope(event, command.operation))
      sent.push(...messages)
      ofOperation = { ...ofOperation, [command.operation]: messages }
      ofType = { ...ofType, [event.type]: messages }
    }
    return { kind: 'decided', to: this.#hold({ state: next.state, ofOperation, ofType }), sent }
  }

  #hold(entry: ModelEntry<State>): number {
    return numbered(this.#entryNumbers, canonical(entry), () => this.#entry.push(entry) - 1)
  }

  #commandAt(number: number): Command {
    const command = this.#commands[number]
    if (!command) throw new Error(`no command ${number}`)
    return command
  }

  #entryAt(number: number): ModelEntry<State> {
    const entry = this.#entry[number]
    if (!entry) throw new Error(`no state ${number}`)
    return entry
  }

  #toEnvelope(event: Event, operation: string): Envelope {
    const { decider, id: aggregateId } = this.#role
    const { aggregate } = decider
    return toEnvelope(event, { id: uuid(999), aggregate, aggregateId, aggregateVersion: 1, operation, occurredAt: AT })
  }
}

function numbered(numbers: Map<string, number>, key: string, add: () => number): number {
  const known = numbers.get(key)
  if (known !== undefined) return known
  const number = add()
  numbers.set(key, number)
  return number
}

/** Fields that make no difference to any later decision, and would distinguish equal states. */
const ignored = new Set(['timeline', 'updatedAt', 'placedAt', 'history', 'at'])

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (ignored.has(key)) return undefined
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
