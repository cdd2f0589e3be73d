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
  readonly #streams: Pick<EventStreams, 'stream' | 'names'>

  constructor(streams: Pick<EventStreams, 'stream' | 'names'>) {
    this.#streams = streams
  }

  async publish(envelope: RawEnvelope, messageId: string): Promise<void> {
    const { stream, names } = this.#streams
    await stream.publish(names.subjectOf(envelope), JSON.stringify(envelope), { msgID: messageId, timeout })
  }
}
