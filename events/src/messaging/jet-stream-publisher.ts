import type { JetStreamClient } from '@nats-io/jetstream'
import type { Publisher } from '../aggregates/ports.ts'
import type { RawEnvelope } from '../contract/envelope.ts'
import { subjectOf } from './subjects.ts'

const timeout = 3_000 // milliseconds: what is in flight when the server goes fails only then

/** Publishes to the stream; resolves with its acknowledgement. */
export class JetStreamPublisher implements Publisher {
  readonly #stream: JetStreamClient

  constructor(stream: JetStreamClient) {
    this.#stream = stream
  }

  async publish(envelope: RawEnvelope, messageId: string): Promise<void> {
    await this.#stream.publish(subjectOf(envelope), JSON.stringify(envelope), { msgID: messageId, timeout })
  }
}
