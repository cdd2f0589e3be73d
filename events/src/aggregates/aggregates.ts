/**
 * The aggregates of one service. While one write is in flight, commands collect, and where it was slow a while after it; those that may
 * wait do so a little longer. Commands for the same aggregate are decided together, and all touched aggregates go out in one bulk. Then their outboxes are
 * relayed.
 */

import { backoff } from '@shop/platform/backoff.ts'
import type { AnyCommand, AnyEvent, AnyState, Refusal } from '../decider.ts'
import { BatchLoop } from '../batching/batch-loop.ts'
import { type BatchWindow, WriteMeter } from '../batching/batch-window.ts'
import { tracedCommand } from '../tracing.ts'
import { Outboxes } from '../outbox/outboxes.ts'
import type { AggregatesOptions } from './options.ts'
import type { ExecuteOptions, Outcome } from './outcome.ts'
import { Unavailable, Unreachable, pause } from './ports.ts'
import { CommandQueue, type Groups } from './queue.ts'
import { RecentAggregates } from './recent.ts'
import { Rounds } from './round.ts'

const defaults = { maxBatchSize: 500, maxWaitingCallers: 2_000, maxRelaying: 1_000, maxLoaded: 2_000 }
/** Of what the saga waits for. */
const prompt: BatchWindow = { minMs: 0, maxMs: 150, factor: 2, quickMs: 10, minItems: 4 }
/** Of what may wait: where writing is slow, so is the saga, and the next step is to find the one before still there, and take it along. */
const deferred: BatchWindow = { minMs: 100, maxMs: 1_000, factor: 20, quickMs: 10, minItems: 4 }
const sweptAtOnce = 1_000
const conflictsInARow = 3 // then the replicas collide, and a random delay separates them

/**
 * Does commands to aggregates of one kind: loads, decides, saves guarded on the version, and publishes. Commands that come while one write
 * is under way are decided together and written in one bulk.
 *
 * @example
 * const aggregates = new Aggregates({ decider, documents, log, publisher, clock, newId, contract, observer })
 * const { state, refused } = await aggregates.execute(id, { type: 'Count', operation, by: 5 })
 */
export class Aggregates<
  State extends AnyState,
  Command extends AnyCommand,
  Event extends AnyEvent,
  Refused extends Refusal = Refusal,
> {
  readonly #options: AggregatesOptions<State, Command, Event, Refused> & typeof defaults
  readonly #queue: CommandQueue<State, Command, Refused>
  readonly #outboxes: Outboxes<State>
  readonly #rounds: Rounds<State, Command, Event, Refused>
  readonly #loop: BatchLoop
  readonly #meter: WriteMeter
  /** Of what the saga waits for, alone: it does not wait longer where many that may wait have just been written. */
  readonly #promptMeter: WriteMeter
  #stopping = false
  #failures = 0
  #conflicts = 0

  constructor(options: AggregatesOptions<State, Command, Event, Refused>) {
    this.#options = { ...defaults, ...options }
    const { clock, maxWaitingCallers, maxLoaded, maxBatchSize } = this.#options
    const recent = new RecentAggregates<State>(clock, maxLoaded)
    const acksWait = (inMs: number) => this.#loop.wake(inMs)
    this.#loop = new BatchLoop(clock, { dueInMs: () => this.#dueInMs(), write: () => this.#write() })
    this.#meter = new WriteMeter(clock)
    this.#promptMeter = new WriteMeter(clock)
    this.#queue = new CommandQueue(clock, maxWaitingCallers, () => this.#meter.collectMs(deferred))
    this.#outboxes = new Outboxes({ ...options, recent, acksWait, maxAcksAtOnce: maxBatchSize })
    this.#rounds = new Rounds(options, recent, this.#outboxes)
  }

  /** Commands waiting; events not yet logged and published; aggregates whose outboxes are to be marked; events to be repeated. */
  get load(): {
    readonly waiting: number
    readonly relaying: number
    readonly acks: number
    readonly repeats: number
  } {
    return { waiting: this.#queue.size, ...this.#outboxes.load }
  }

  /**
   * Resolves when what was decided is stored. Rejects with `Unavailable` where the caller's deadline passes (it may be done all
   * the same) or too many wait; an event's command waits until the database is back. Rejects with `LogMismatch` where
   * the aggregate's log contradicts its document. An event's command may be rejected with `Contended`: it is to come again.
   */
  async execute(id: string, command: Command, executeOptions: ExecuteOptions = {}): Promise<Outcome<State, Refused>> {
    if (this.#stopping) throw new Unavailable('the service is stopping')
    const { tracer, decider } = this.#options
    const aggregate = { kind: decider.aggregate, id }
    const outcome = tracedCommand(tracer, aggregate, command, executeOptions, (traced) =>
      this.#queue.add(id, command, traced),
    )
    this.#loop.wake(executeOptions.isDeferrable === true && !this.#isFull ? this.#meter.collectMs(deferred) : 0)
    return outcome
  }

  /**
   * Relays what stands in outboxes since before that time, or since one that is after another: what a crash, of this replica or another,
   * left there. With one time alone it is whatever does not stand there since just then.
   */
  sweep(before: Date, after = before): Promise<number> {
    return this.#outboxes.sweep({ before, after }, sweptAtOnce)
  }

  /** Takes no more, and finishes and relays what there is. Past `deadline` (by the clock that is never set) the rest is left to the outboxes. */
  async stop(deadline: number): Promise<void> {
    this.#stopping = true
    this.#loop.wake()
    const { clock } = this.#options
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const cancel = clock.after(Math.max(0, deadline - clock.elapsed()), resolve)
    await Promise.race([this.#loop.idle().then(() => this.#outboxes.finish()), late])
    cancel()
    this.#queue.close(new Unavailable('the service is stopping'))
    this.#outboxes.stop()
  }

  /** Of commands, or of acknowledgements that no write has carried. */
  #dueInMs(): number | undefined {
    const acks = this.#stopping ? undefined : this.#outboxes.acksDueInMs // at the end they are written once for all
    return this.#queue.size === 0 ? acks : Math.min(this.#commandsDueInMs, acks ?? Infinity)
  }

  get #commandsDueInMs(): number {
    if (this.#isFull || this.#stopping) return 0
    return Math.max(this.#queue.dueInMs, this.#promptMeter.collectMs(prompt))
  }

  /** The only writer: rounds of commands, and acknowledgements between them. */
  async #write(): Promise<void> {
    if (this.#outboxes.acksDueInMs === 0) await this.#outboxes.acknowledge()
    if (this.#queue.size === 0 || this.#commandsDueInMs > 0) return
    await this.#outboxes.below(this.#options.maxRelaying)
    const groups = this.#queue.take(this.#options.maxBatchSize, this.#isFull || this.#stopping)
    if (groups.size > 0) await this.#attempt(groups)
  }

  /** Enough waits for a batch, due or not. */
  get #isFull(): boolean {
    return this.#queue.size >= this.#options.maxBatchSize
  }

  /** Answers whether the database was there. */
  async #attempt(groups: Groups<State, Command, Refused>): Promise<boolean> {
    try {
      const again = await this.#timed(groups, () => this.#rounds.run(groups))
      this.#failures = 0
      this.#conflicts = again.length > 0 ? this.#conflicts + 1 : 0
      this.#queue.conflicted(again)
      if (this.#conflicts > conflictsInARow)
        await pause(
          this.#options.clock,
          backoff(this.#conflicts - conflictsInARow, { firstMs: 5, maxMs: 100 }, this.#options.random),
        )
      return true
    } catch (error) {
      this.#failures += 1
      this.#options.observer.writeFailed(error, this.#failures)
      if (!(error instanceof Unreachable)) return this.#attemptApart(groups, error)
      this.#queue.putBack([...groups.values()].flat())
      await pause(this.#options.clock, backoff(this.#failures, {}, this.#options.random))
      return false
    }
  }

  #timed<Answer>(groups: Groups<State, Command, Refused>, write: () => Promise<Answer>): Promise<Answer> {
    const prompts = [...groups.values()].filter((group) =>
      group.some(({ executeOptions }) => !executeOptions.isDeferrable),
    )
    return this.#meter.timed(groups.size, () => this.#promptMeter.timed(prompts.length, write))
  }

  /** Something of it cannot be stored, and it alone is to fail. */
  async #attemptApart(groups: Groups<State, Command, Refused>, error: unknown): Promise<boolean> {
    const chunks = chunksOf(groups)
    if (chunks.length === 1) for (const { reject } of [...groups.values()].flat()) reject(error)
    let reachable = true
    for (const chunk of chunks.length === 1 ? [] : chunks) {
      if (reachable) reachable = await this.#attempt(chunk)
      else this.#queue.putBack([...chunk.values()].flat())
    }
    return reachable
  }
}

/** One aggregate each; of a single aggregate, one command each. */
function chunksOf<State extends AnyState, Command, Refused extends Refusal>(
  groups: Groups<State, Command, Refused>,
): Groups<State, Command, Refused>[] {
  if (groups.size > 1) return [...groups].map((group) => new Map([group]))
  return [...groups].flatMap(([id, group]) => group.map((waiting) => new Map([[id, [waiting]]])))
}
