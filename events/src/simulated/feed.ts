/**
 * The live events of one kind of aggregates in memory, for one process: in the stream's order, a little later. Where one gets lost, all do
 * until it has begun anew, and then followers are to read the history.
 */

import type { Contract } from '../contract/contract.ts'
import type { JoinedFeed } from '../feed/feed.ts'
import { Mailbox } from '../feed/mailbox.ts'
import type { Clock } from '../aggregates/ports.ts'
import type { DeliveryFate } from './durable.ts'
import type { Published, SimulatedStream } from './stream.ts'

export type SimulatedFeedOptions = {
  readonly aggregate: string
  readonly contract: Contract
  readonly stream: SimulatedStream
  /** Of the process: it is called when the process runs. */
  readonly clock: Pick<Clock, 'elapsed' | 'after'>
  readonly fate: () => DeliveryFate
  readonly beginsAnewAfterMs: () => number
}

export class SimulatedFeed {
  readonly aggregate: string
  readonly #options: SimulatedFeedOptions
  readonly #followers = new Map<string, Set<Mailbox>>()
  #leaveStream: (() => void) | undefined
  #arrives = 0 // the last one that is on its way, by `elapsed`
  #isBroken = false

  constructor(options: SimulatedFeedOptions) {
    this.aggregate = options.aggregate
    this.#options = options
  }

  join(id: string): Promise<JoinedFeed> {
    const mailbox = new Mailbox(1_000)
    const mailboxes = this.#followers.get(id) ?? new Set()
    this.#followers.set(id, mailboxes.add(mailbox))
    this.#leaveStream ??= this.#joinStream()
    const leave = () => {
      mailboxes.delete(mailbox)
      if (mailboxes.size === 0 && this.#followers.get(id) === mailboxes) this.#followers.delete(id)
      if (this.#followers.size > 0) return
      this.#leaveStream?.()
      this.#leaveStream = undefined
    }
    return Promise.resolve({ mailbox, leave })
  }

  #joinStream(): () => void {
    const { stream } = this.#options
    const leaves = [stream.onPublish((message) => this.#heard(message)), stream.onLoss(() => this.#break())]
    return () => leaves.forEach((leave) => leave())
  }

  #heard(message: Published): void {
    const parsed = this.#options.contract.parse(message.data)
    if (parsed.kind !== 'ok' || parsed.envelope.aggregate !== this.aggregate || this.#isBroken) return
    const { delayMs, lost } = this.#options.fate()
    if (lost) return this.#break()
    this.#later(delayMs, () => {
      for (const mailbox of this.#followers.get(parsed.envelope.aggregateId) ?? []) mailbox.put(parsed.envelope)
    })
  }

  #break(): void {
    if (this.#isBroken) return
    this.#isBroken = true
    const { clock, beginsAnewAfterMs } = this.#options
    clock.after(beginsAnewAfterMs(), () => {
      this.#isBroken = false
      for (const mailboxes of this.#followers.values()) for (const mailbox of mailboxes) mailbox.put('recheck')
    })
  }

  /** In order, whatever each of them takes. */
  #later(delayMs: number, run: () => void): void {
    const { clock } = this.#options
    this.#arrives = Math.max(this.#arrives, clock.elapsed() + delayMs)
    clock.after(this.#arrives - clock.elapsed(), run)
  }
}
