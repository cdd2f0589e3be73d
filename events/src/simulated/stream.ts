/** A stream of events in memory. */

import type { Clock, Publisher } from '../aggregates/ports.ts'
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
