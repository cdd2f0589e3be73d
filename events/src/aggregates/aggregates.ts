/**
 * The aggregates of one service. While one write is in flight, commands collect; commands for the same aggregate are decided
 * together, and all touched aggregates go out in one bulk. Then their outboxes are relayed.
 */

import { LRUCache } from 'lru-cache'
import { backoff } from '../backoff.ts'
import type { AnyCommand, AnyEvent, AnyState, Refusal } from '../decider.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import { failpoint } from '../failpoints.ts'
import { Marks } from '../outbox/marks.ts'
import { Relay } from '../outbox/relay.ts'
import { changeOf } from './change.ts'
import { type Decided, type Repeat, decideAll } from './deciding.ts'
import { type Held, held, nobody } from './document.ts'
import { forget } from './forgetting.ts'
import type { AggregatesOptions } from './options.ts'
import type { Asked, Outcome } from './outcome.ts'
import { type Change, type Mark, Unavailable, Unreachable } from './ports.ts'
import { CommandQueue, type Waiting } from './queue.ts'

export class Aggregates<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal = Refusal,
> {
  readonly #options: AggregatesOptions<State, Command, Event, Refused>
  readonly #queue: CommandQueue<State, Command, Refused>
  readonly #recent: LRUCache<string, Held<State>>
  readonly #marks = new Marks()
  readonly #relay: Relay
  #working = false
  #marksRipe = false
  #stopping = false
  #failures = 0
  #cancelMarkTimer: (() => void) | undefined
  #idle: (() => void)[] = []

  constructor(options: AggregatesOptions<State, Command, Event, Refused>) {
    this.#options = options
    this.#queue = new CommandQueue(options.mostWaitingCallers ?? 2_000)
    this.#recent = new LRUCache({ max: options.mostHeld ?? 2_000 })
    this.#relay = new Relay({
      log: options.log,
      publisher: options.publisher,
      clock: options.clock,
      relayed: (envelopes) => this.#relayed(envelopes),
      failed: (error, step, attempt) => options.observer.relayFailed(error, step, attempt),
      alarmed: (envelopes) => options.observer.alarmed(envelopes),
    })
  }

  /** Commands waiting, and events not yet logged and published. */
  get load(): { readonly waiting: number; readonly relaying: number; readonly marks: number } {
    return { waiting: this.#queue.size, relaying: this.#relay.size, marks: this.#marks.size }
  }

  /**
   * Resolves when what was decided is stored. Rejects with `Unavailable` where the caller's deadline passes or too many wait;
   * an event's command waits until the database is back.
   */
  execute(id: string, command: Command, asked: Asked = {}): Promise<Outcome<State, Refused>> {
    if (this.#stopping) return Promise.reject(new Unavailable('the service is stopping'))
    return new Promise((resolve, reject) => {
      this.#queue.add({ id, command, asked, resolve, reject })
      this.#wake()
    })
  }

  /** Relays what stands in outboxes since before that time: what a crash, of this replica or another, left there. */
  async sweep(before: Date, most = 200): Promise<number> {
    const documents = await this.#options.documents.withOutboxSince(before, most)
    const empty: Mark[] = []
    for (const document of documents) {
      const aggregate = held<State>(document)
      const unmarked = [...aggregate.outbox].filter(([version]) => !this.#marks.has(aggregate.id, version))
      if (aggregate.outbox.size === 0) empty.push({ id: aggregate.id, versions: [], emptied: aggregate.version })
      else this.#relay.send(unmarked.map(([, envelope]) => envelope))
    }
    if (empty.length > 0) await this.#options.documents.mark(empty)
    return documents.length
  }

  /** Finishes what is waiting and in flight, relays it, and takes no more. Past `deadline` (epoch ms) the rest is left to the outboxes. */
  async stop(deadline: number): Promise<void> {
    this.#stopping = true
    const cancel = this.#options.clock.after(Math.max(0, deadline - this.#options.clock.now()), () => {
      this.#queue.rejectAll(new Unavailable('the service is stopping'))
      this.#relay.stop()
      this.#release()
    })
    await this.#resting()
    await this.#relay.below(1)
    await this.#mark(Infinity) // one that fails is found by the sweeper
    this.#relay.stop()
    cancel()
    this.#cancelMarkTimer?.()
  }

  #wake(): void {
    if (this.#working) return
    this.#working = true
    void this.#work()
  }

  /** The only place that writes: rounds of commands, and marks between them. */
  async #work(): Promise<void> {
    await null // lets what arrives in the same turn ride along
    while (this.#queue.size > 0 || this.#marksRipe) {
      if (this.#marksRipe) await this.#mark(this.#options.clock.now() - markAfter)
      if (this.#queue.size === 0) continue
      await this.#relay.below(this.#options.mostRelaying ?? 1_000)
      const groups = this.#queue.take(this.#options.mostInBatch ?? 500, this.#options.clock.now())
      try {
        await this.#round(groups)
        this.#failures = 0
      } catch (error) {
        await this.#failed(groups, error)
      }
    }
    this.#working = false
    this.#release()
  }

  async #round(groups: Groups<State, Command, Refused>): Promise<void> {
    const { documents, clock, due, observer } = this.#options
    const now = clock.now()
    const turns = await this.#decide(groups, now)
    const written = turns.filter(({ before, after }) => after.version > before.version)
    const changes = written.map(({ before, after, marks }) =>
      changeOf(before, after, marks, due?.(after.state), new Date(now)),
    )
    if (changes.length > 0) {
      failpoint('before-write', () => typesIn(changes))
      if ((await documents.save(changes)) === 'conflict') return this.#conflicted(groups)
      failpoint('after-write', () => typesIn(changes))
      observer.saved(changes, clock.now() - now)
    }
    for (const { after, marks } of written) {
      this.#recent.set(after.id, withoutRelayed(after, marks))
      this.#marks.done(after.id, marks)
    }
    for (const { after, marks, settle, repeats } of turns) {
      for (const resolve of settle) resolve()
      this.#relayOutbox(withoutRelayed(after, marks))
      for (const repeat of repeats) void this.#publishAgain(repeat)
    }
  }

  /** `marks`: what leaves the outbox with this write. */
  async #decide(groups: Groups<State, Command, Refused>, now: number): Promise<Turn<State>[]> {
    const stored = await this.#load(groups)
    const turns: Turn<State>[] = []
    for (const [id, group] of groups) {
      const before = stored.get(id) ?? nobody(id, this.#options.decider.initial(id))
      const { after, settle, repeats } = await decideAll(this.#deciding(now), before, group)
      turns.push({ before, after: forget(after), settle, repeats, marks: this.#marks.of(id) })
    }
    return turns
  }

  #deciding(now: number) {
    const { decider, log, newId, check } = this.#options
    return { decider, log, check, seal: () => ({ id: newId, at: new Date(now).toISOString() }) }
  }

  /** What callers ask is decided on what is stored now; what events ask may be decided on what was stored last. */
  async #load(groups: Groups<State, Command, Refused>): Promise<Map<string, Held<State>>> {
    const found = new Map<string, Held<State>>()
    const missing: string[] = []
    for (const [id, group] of groups) {
      const recent = group.every(({ asked }) => asked.by === 'event') ? this.#recent.get(id) : undefined
      if (recent) found.set(id, recent)
      else missing.push(id)
    }
    if (missing.length > 0)
      for (const document of await this.#options.documents.load(missing)) found.set(document._id, held(document))
    return found
  }

  #relayOutbox(aggregate: Held<State>): void {
    const entries = [...aggregate.outbox].filter(([version]) => !this.#marks.has(aggregate.id, version))
    this.#relay.send(entries.map(([, envelope]) => envelope))
  }

  #relayed(envelopes: readonly Envelope[]): void {
    this.#marks.add(envelopes, this.#options.clock.now())
    this.#options.observer.relayed(envelopes)
    this.#scheduleMarks()
  }

  #scheduleMarks(): void {
    if (this.#cancelMarkTimer || this.#stopping || this.#marks.size === 0) return
    this.#cancelMarkTimer = this.#options.clock.after(markAfter, () => {
      this.#cancelMarkTimer = undefined
      this.#marksRipe = true
      this.#wake()
    })
  }

  /** Marks alone what was relayed before that time and found no write to ride with. */
  async #mark(before: number): Promise<void> {
    this.#marksRipe = false
    const ids = this.#marks.ripe(before, this.#options.mostInBatch ?? 500)
    const marks = ids.map((id) => this.#markOf(id))
    try {
      if (marks.length > 0) {
        failpoint('before-mark', () => [])
        await this.#options.documents.mark(marks)
        failpoint('after-mark', () => [])
      }
      for (const { id, versions } of marks) {
        const recent = this.#recent.get(id)
        if (recent) this.#recent.set(id, withoutRelayed(recent, versions))
        this.#marks.done(id, versions)
      }
    } catch (error) {
      this.#options.observer.relayFailed(error, 'mark', 1)
    }
    this.#scheduleMarks()
  }

  #markOf(id: string): Mark {
    const versions = this.#marks.of(id)
    const recent = this.#recent.get(id)
    const emptied = recent !== undefined && [...recent.outbox.keys()].every((version) => versions.includes(version))
    return { id, versions, emptied: emptied ? recent.version : undefined }
  }

  async #publishAgain(repeat: Repeat): Promise<void> {
    const { log, publisher, newId, observer } = this.#options
    try {
      const envelope =
        'type' in repeat
          ? await log.newestOfType(repeat.id, repeat.type)
          : (await log.ofOperation(repeat.id, repeat.operation)).at(-1)
      if (!envelope) return // not logged yet: its first publication is still to come
      await publisher.publish(envelope, `${envelope.id}:${newId()}`)
      observer.repeated(envelope)
    } catch (error) {
      observer.relayFailed(error, 'publish', 1) // whoever waits for it asks again
    }
  }

  #conflicted(groups: Groups<State, Command, Refused>): void {
    this.#options.observer.conflicted([...groups.keys()])
    this.#again(groups)
  }

  #again(groups: Groups<State, Command, Refused>): void {
    for (const id of groups.keys()) this.#recent.delete(id)
    this.#queue.putBack([...groups.values()].flat())
  }

  /** Where the database is away, all wait; where one aggregate cannot be stored, it alone fails. */
  async #failed(groups: Groups<State, Command, Refused>, error: unknown): Promise<void> {
    this.#failures += 1
    this.#options.observer.writeFailed(error, this.#failures)
    if (error instanceof Unreachable) {
      this.#again(groups)
      await new Promise<void>((resolve) => this.#options.clock.after(backoff(this.#failures), resolve))
      return
    }
    for (const [id, group] of groups) {
      this.#recent.delete(id)
      if (groups.size === 1) for (const { reject } of group) reject(error)
      else await this.#alone(id, group)
    }
  }

  async #alone(id: string, group: Waiting<State, Command, Refused>[]): Promise<void> {
    const groups = new Map([[id, group]])
    await this.#round(groups).catch((error: unknown) => this.#failed(groups, error))
  }

  async #resting(): Promise<void> {
    if (!this.#working) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #release(): void {
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}

const markAfter = 1_000 // milliseconds

type Groups<State extends AnyState, Command, Refused extends Refusal> = Map<string, Waiting<State, Command, Refused>[]>

type Turn<State extends AnyState> = Pick<Decided<State>, 'after' | 'settle' | 'repeats'> & {
  readonly before: Held<State>
  readonly marks: readonly number[]
}

function withoutRelayed<State extends AnyState>(aggregate: Held<State>, versions: readonly number[]): Held<State> {
  if (versions.length === 0) return aggregate
  const outbox = new Map(aggregate.outbox)
  for (const version of versions) outbox.delete(version)
  return { ...aggregate, outbox }
}

function typesIn(changes: readonly Change[]): string[] {
  return changes.flatMap(({ outbox }) => outbox.set.map(({ type }) => type))
}
