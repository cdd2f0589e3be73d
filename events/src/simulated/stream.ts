/** A stream of events in memory, and the durable consumers on it. Every message comes at least once, in no particular order. */

import { type Clock, type Publisher, pause } from '../aggregates/ports.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { Message } from '../messaging/message.ts'
import { subjectOf } from '../messaging/subjects.ts'
import { type Network, calm } from './network.ts'

export type Published = Pick<Message, 'subject' | 'data' | 'info'> & { readonly type: string }

/** What outlives the services. */
export class SimulatedStream {
  readonly messages: Published[] = []
  readonly #ids = new Set<string>()
  readonly #clock: Clock
  readonly #watchers = new Set<() => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  publish(subject: string, type: string, data: Uint8Array, messageId: string): void {
    if (this.#ids.has(messageId)) return
    this.#ids.add(messageId)
    const info = { streamSequence: this.messages.length + 1, timestampNanos: this.#clock.now() * 1e6 }
    this.messages.push({ subject, type, data, info })
    for (const tell of this.#watchers) tell()
  }

  onPublish(tell: () => void): void {
    this.#watchers.add(tell)
  }
}

export class SimulatedPublisher implements Publisher {
  readonly #stream: SimulatedStream
  readonly #network: Network

  constructor(stream: SimulatedStream, network: Network = calm) {
    this.#stream = stream
    this.#network = network
  }

  publish(envelope: Envelope, messageId: string): Promise<void> {
    const data = new TextEncoder().encode(JSON.stringify(envelope))
    return this.#network.call(() => this.#stream.publish(subjectOf(envelope), envelope.type, data, messageId))
  }
}

type Take = (message: Message) => Promise<void>

/** Replicas take turns. A message that nobody has settled within the ack wait comes again. */
export class SimulatedDurable {
  readonly #stream: SimulatedStream
  readonly #types: ReadonlySet<string>
  readonly #clock: Clock
  readonly #ackWaitMs: number
  readonly #open = new Map<Published, number>() // deliveries so far
  #replicas: Take[] = []
  #next = 0
  #turn = 0

  constructor(stream: SimulatedStream, types: Iterable<string>, clock: Clock, ackWaitMs = 30_000) {
    this.#stream = stream
    this.#types = new Set(types)
    this.#clock = clock
    this.#ackWaitMs = ackWaitMs
    stream.onPublish(() => this.#deliver())
  }

  /** Messages not settled yet. */
  get pending(): number {
    return this.#open.size
  }

  attach(take: Take): () => void {
    this.#replicas.push(take)
    this.#deliver()
    return () => {
      this.#replicas = this.#replicas.filter((other) => other !== take)
    }
  }

  #deliver(): void {
    while (this.#next < this.#stream.messages.length) {
      const message = this.#stream.messages[this.#next]
      this.#next += 1
      if (!message || !this.#types.has(message.type)) continue
      this.#open.set(message, 0)
      void this.#send(message, 0)
    }
  }

  async #send(published: Published, delayMs: number): Promise<void> {
    await pause(this.#clock, delayMs)
    const take = this.#replicas[(this.#turn += 1) % this.#replicas.length]
    const delivery = (this.#open.get(published) ?? 0) + 1
    if (!this.#open.has(published)) return
    this.#open.set(published, delivery)
    const again = (afterMs: number) => {
      if (this.#open.get(published) === delivery) void this.#send(published, afterMs)
    }
    const settled = () => void this.#open.delete(published)
    const cancel = this.#clock.after(this.#ackWaitMs, () => again(0))
    const message: Message = {
      ...published,
      ack: settled,
      term: settled,
      nak: (afterMs = 0) => {
        cancel()
        again(afterMs)
      },
      working: () => undefined,
    }
    if (take) await take(message)
  }
}
