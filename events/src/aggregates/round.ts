/** One round of writing: load the aggregates that commands wait for, decide, save all that changed in one bulk. */

import type { AnyCommand, AnyEvent, AnyState, Refusal } from '../decider.ts'
import { failpoint } from '../failpoints.ts'
import type { Outboxes } from '../outbox/outboxes.ts'
import { changeOf } from './change.ts'
import { type BatchDecision, decideAll } from './deciding.ts'
import { type LoadedAggregate, loadedAggregate, absentAggregate, withoutOutbox } from './document.ts'
import { forget } from './forgetting.ts'
import type { AggregatesOptions } from './options.ts'
import { type GuardedWrite, LogMismatch } from './ports.ts'
import type { Groups, QueuedCommand } from './queue.ts'
import type { RecentAggregates } from './recent.ts'

export class Rounds<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal,
> {
  readonly #options: AggregatesOptions<State, Command, Event, Refused>
  readonly #recent: RecentAggregates<State>
  readonly #outboxes: Outboxes<State>

  constructor(
    options: AggregatesOptions<State, Command, Event, Refused>,
    recent: RecentAggregates<State>,
    outboxes: Outboxes<State>,
  ) {
    this.#options = options
    this.#recent = recent
    this.#outboxes = outboxes
  }

  /**
   * Answers the commands that have to be decided again, since another replica wrote meanwhile. Throws where the write failed:
   * any of it may have been applied, and all commands are to be decided again.
   */
  async run(groups: Groups<State, Command, Refused>): Promise<readonly QueuedCommand<State, Command, Refused>[]> {
    try {
      const turns = await this.#decide(this.#withoutForked(groups))
      const written = turns.filter(({ before, after }) => after.version > before.version)
      const changes = this.#changesOf(written)
      const began = this.#options.clock.elapsed()
      const applied = changes.length === 0 || (await this.#save(written, changes))
      const tookMs = this.#options.clock.elapsed() - began
      for (const turn of applied ? turns : turns.filter((turn) => !written.includes(turn))) this.#settle(turn)
      if (!applied) return this.#conflicted(written, groups)
      await Promise.resolve() // the events are sent before they are counted
      if (changes.length > 0) this.#options.observer.saved(changes, tookMs)
      return []
    } catch (error) {
      for (const id of groups.keys()) this.#recent.delete(id)
      throw error
    }
  }

  #withoutForked(groups: Groups<State, Command, Refused>): Groups<State, Command, Refused> {
    const forked = [...groups.keys()].filter((id) => this.#outboxes.isForked(id))
    if (forked.length === 0) return groups
    for (const id of forked) for (const { reject } of groups.get(id) ?? []) reject(new LogMismatch(id))
    return new Map([...groups].filter(([id]) => !forked.includes(id)))
  }

  /**
   * A caller's command is decided on what is stored now. An event's may be decided on what was stored last, and what makes an
   * aggregate on nothing: the guard of the write shows whether that is still so. Where nothing is to be written no guard would
   * show it, so those are decided once more on what is stored now.
   */
  async #decide(groups: Groups<State, Command, Refused>): Promise<Turn<State>[]> {
    const now = this.#options.clock.elapsed()
    const known = new Map<string, LoadedAggregate<State>>()
    for (const [id, group] of groups) {
      const recent = group.every(({ executeOptions }) => executeOptions.by === 'event')
        ? this.#recent.toDecideOn(id)
        : undefined
      if (recent) known.set(id, recent)
      else if (group.some((waiting) => isExpectedNew(waiting, now)))
        known.set(id, absentAggregate(id, this.#options.decider.initial(id)))
    }
    const quick = await this.#decideOn(known, groups)
    const sure = quick.filter(({ before, after }) => after.version > before.version)
    const decided = new Set(sure.map(({ before }) => before.id))
    const undecided = [...groups.keys()].filter((id) => !decided.has(id))
    if (undecided.length === 0) return sure
    const stored = new Map(undecided.map((id) => [id, absentAggregate(id, this.#options.decider.initial(id))]))
    for (const document of await this.#options.documents.load(undecided)) {
      const { _id: id, disputed: forked } = document
      if (forked) for (const { reject } of groups.get(id) ?? []) reject(new LogMismatch(id))
      if (forked) stored.delete(id)
      else stored.set(id, loadedAggregate(document))
    }
    return [...sure, ...(await this.#decideOn(stored, groups))]
  }

  async #decideOn(
    aggregates: ReadonlyMap<string, LoadedAggregate<State>>,
    groups: Groups<State, Command, Refused>,
  ): Promise<Turn<State>[]> {
    const { decider, log, newId, contract, clock, operationsKept } = this.#options
    const stamp = { id: newId, at: new Date(clock.now()).toISOString() }
    return Promise.all(
      [...aggregates].map(async ([id, before]) => {
        const decided = await decideAll({ decider, log, contract, stamp }, before, groups.get(id) ?? [])
        return {
          ...decided,
          before,
          after: forget(decided.after, operationsKept),
          acknowledged: this.#outboxes.acknowledged(id),
        }
      }),
    )
  }

  #changesOf(turns: readonly Turn<State>[]): readonly GuardedWrite[] {
    const { clock, due } = this.#options
    const at = new Date(clock.now())
    return turns.map(({ before, after, acknowledged }) => changeOf(before, after, acknowledged, due?.(after.state), at))
  }

  async #save(turns: readonly Turn<State>[], changes: readonly GuardedWrite[]): Promise<boolean> {
    const { documents, clock } = this.#options
    const began = clock.elapsed()
    failpoint('before-write', () => typesIn(changes))
    if ((await documents.save(changes)) === 'conflict') return false
    failpoint('after-write', () => typesIn(changes))
    for (const { after, acknowledged } of turns) {
      this.#recent.set(withoutOutbox(after, acknowledged), began)
      this.#outboxes.left(after.id, acknowledged)
    }
    return true
  }

  /** Relays the events that are stored, and answers their commands: the saga waits for the events. */
  #settle({ after, settle, repeats, acknowledged }: Turn<State>): void {
    this.#outboxes.relay(withoutOutbox(after, acknowledged))
    for (const settleOne of settle) settleOne()
    this.#outboxes.repeat(after, repeats)
  }

  #conflicted(
    turns: readonly Turn<State>[],
    groups: Groups<State, Command, Refused>,
  ): readonly QueuedCommand<State, Command, Refused>[] {
    const ids = turns.map(({ before }) => before.id)
    this.#recent.conflicted(turns.map(({ before }) => before))
    this.#options.observer.conflicted(ids)
    return ids.flatMap((id) => groups.get(id) ?? [])
  }
}

type Turn<State extends AnyState> = BatchDecision<State> & {
  readonly before: LoadedAggregate<State>
  readonly acknowledged: readonly number[] // outbox entries that leave with this write
}

/**
 * Whether the document is made without being looked for first. After a conflict it is there, so it is looked for; and after a command that may
 * wait has waited, since another replica may have made it meanwhile.
 */
function isExpectedNew(
  {
    executeOptions,
    conflicts,
    due,
  }: Pick<QueuedCommand<AnyState, AnyCommand, Refusal>, 'executeOptions' | 'conflicts' | 'due'>,
  now: number,
): boolean {
  return executeOptions.expectsNew === true && conflicts === 0 && !(executeOptions.isDeferrable === true && due <= now)
}

function typesIn(changes: readonly GuardedWrite[]): string[] {
  return changes.flatMap(({ outbox }) => outbox.set.map(({ type }) => type))
}
