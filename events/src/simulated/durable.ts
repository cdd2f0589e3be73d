/** A durable consumer in memory: every message of its types comes at least once, in no particular order. Replicas take turns. */

import type { Clock } from '../aggregates/ports.ts'
import type { Message } from '../messaging/message.ts'
import type { Published, SimulatedStream } from './stream.ts'

type Take = (message: Message) => Promise<void>

/** What becomes of one delivery. */
export type DeliveryFate = {
  readonly delayMs: number
  readonly lost: boolean // it never arrives, and so comes again after the ack wait
  readonly ackLost: boolean // its acknowledgement is lost: likewise
}

export type DurableOptions = {
  readonly ackWaitMs?: number // default 30,000
  readonly fate?: () => DeliveryFate
}

const atOnce: DeliveryFate = { delayMs: 0, lost: false, ackLost: false }

/** A message that is not settled within the ack wait comes again. */
export class SimulatedDurable {
  readonly #stream: SimulatedStream
  readonly #types: ReadonlySet<string>
  readonly #clock: Clock
  readonly #options: Required<DurableOptions>
  readonly #open = new Map<Published, number>() // deliveries so far
  readonly #settled: { readonly message: Published; readonly at: number }[] = []
  #waiting: Published[] = [] // for a replica
  #replicas: Take[] = []
  #next = 0
  #turn = 0

  constructor(stream: SimulatedStream, types: Iterable<string>, clock: Clock, options: DurableOptions = {}) {
    this.#stream = stream
    this.#types = new Set(types)
    this.#clock = clock
    this.#options = { ackWaitMs: 30_000, fate: () => atOnce, ...options }
    stream.onPublish(() => this.#deliver())
    stream.onLoss(() => {
      const there = new Set(stream.messages)
      for (const message of this.#open.keys()) if (!there.has(message)) this.#open.delete(message)
      this.#waiting = this.#waiting.filter((message) => there.has(message))
      this.#settled.splice(0, Infinity, ...this.#settled.filter(({ message }) => there.has(message)))
      this.#next = Math.min(this.#next, stream.messages.length)
    })
  }

  /** Messages not settled yet. */
  get pending(): number {
    return this.#open.size
  }

  /** Answers how to get no more. What was given to this replica and is never settled comes again after the ack wait. */
  attach(take: Take): () => void {
    this.#replicas.push(take)
    this.#deliver()
    for (const message of this.#waiting.splice(0)) this.#send(message, 0)
    return () => {
      this.#replicas = this.#replicas.filter((other) => other !== take)
    }
  }

  /** The server was killed and has lost what was settled since that time (epoch ms): those messages come again. */
  forgetSince(time: number): void {
    for (let last = this.#settled.at(-1); last && last.at >= time; last = this.#settled.at(-1)) {
      this.#settled.pop()
      if (this.#open.has(last.message)) continue
      this.#open.set(last.message, 0)
      this.#send(last.message, 0)
    }
  }

  #deliver(): void {
    while (this.#next < this.#stream.messages.length) {
      const message = this.#stream.messages[this.#next]
      this.#next += 1
      if (!message || !this.#types.has(message.type)) continue
      this.#open.set(message, 0)
      this.#send(message, 0)
    }
  }

  #send(message: Published, afterMs: number): void {
    const fate = this.#options.fate()
    this.#clock.after(afterMs + fate.delayMs, () => this.#arrive(message, fate))
  }

  #arrive(message: Published, { lost, ackLost }: DeliveryFate): void {
    const before = this.#open.get(message)
    if (before === undefined) return
    const delivery = before + 1
    const take = this.#replicas[(this.#turn += 1) % this.#replicas.length]
    if (!take) return void this.#waiting.push(message)
    this.#open.set(message, delivery)
    const again = (afterMs: number) => {
      if (this.#open.get(message) === delivery) this.#send(message, afterMs)
    }
    const cancel = this.#clock.after(this.#options.ackWaitMs, () => again(0))
    if (lost) return
    const settle = () => {
      if (ackLost || !this.#open.delete(message)) return
      cancel()
      this.#settled.push({ message, at: this.#clock.now() })
    }
    const nak = (afterMs = 0) => {
      if (ackLost) return
      cancel()
      again(afterMs)
    }
    void take({ ...message, ack: settle, term: settle, nak, working: () => undefined })
  }
}
