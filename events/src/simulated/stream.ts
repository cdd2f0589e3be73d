/** A stream of events in memory. */

import type { Clock, Publisher } from '../aggregates/ports.ts'
import type { RawEnvelope as Envelope } from '../contract/envelope.ts'
import type { Message } from '../messaging/message.ts'
import { StreamNames } from '../messaging/stream-names.ts'
import { type Network, calm } from './network.ts'

const names = new StreamNames('simulated')

export type Published = Pick<Message, 'subject' | 'data' | 'info'> & { readonly type: string }

/** What outlives the services. */
export class SimulatedStream {
  readonly messages: Published[] = []
  readonly #ids = new Map<string, number>()
  readonly #clock: Clock
  readonly #watchers = new Set<(message: Published) => void>()
  readonly #named: string[] = []
  readonly #losers = new Set<() => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  publish(subject: string, type: string, data: Uint8Array, messageId: string): void {
    if (this.#clock.now() - (this.#ids.get(messageId) ?? -Infinity) < 120_000) return
    this.#ids.set(messageId, this.#clock.now())
    const info = { streamSequence: this.messages.length + 1, timestampNanos: this.#clock.now() * 1e6 }
    const message = { subject, type, data, info }
    this.messages.push(message)
    this.#named.push(messageId)
    for (const listener of this.#watchers) listener(message)
  }

  /** The server was killed, and what came since that time (epoch ms) had not been written yet. Answers how many. */
  lose(since: number): number {
    let lost = 0
    for (
      let last = this.messages.at(-1);
      last && last.info.timestampNanos / 1e6 >= since;
      last = this.messages.at(-1)
    ) {
      this.messages.pop()
      this.#ids.delete(this.#named.pop() ?? '')
      lost += 1
    }
    for (const listener of this.#losers) listener()
    return lost
  }

  /** Answers how to unsubscribe. */
  onLoss(listener: () => void): () => void {
    this.#losers.add(listener)
    return () => void this.#losers.delete(listener)
  }

  /** Answers how to unsubscribe. */
  onPublish(listener: (message: Published) => void): () => void {
    this.#watchers.add(listener)
    return () => void this.#watchers.delete(listener)
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
    return this.#network.call(() => this.#stream.publish(names.subjectOf(envelope), envelope.type, data, messageId))
  }
}
