import type { Publisher } from '../aggregates/ports.ts'
import type { RawEnvelope } from '../contract/envelope.ts'
import type { EventStreams } from './connection.ts'

const timeout = 3_000 // milliseconds: what is in flight when the server goes fails only then

/**
 * Publishes to the stream; resolves with its acknowledgement.
 *
 * @example
 * await new JetStreamPublisher(streams).publish(event, event.id)
 */
export class JetStreamPublisher implements Publisher {
  readonly #streams: Pick<EventStreams, 'stream' | 'names' | 'fence'>

  constructor(streams: Pick<EventStreams, 'stream' | 'names' | 'fence'>) {
    this.#streams = streams
  }

  async publish(envelope: RawEnvelope, messageId: string): Promise<void> {
    await this.#streams.fence?.pass()
    const { stream, names } = this.#streams
    await stream.publish(names.subjectOf(envelope), JSON.stringify(envelope), { msgID: messageId, timeout })
  }
}
