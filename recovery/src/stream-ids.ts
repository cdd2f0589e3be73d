/** Which events are on the stream, by message id: no body is read. */

import { DeliverPolicy } from '@nats-io/jetstream'
import type { EventStreams } from '@shop/events/messaging/connection.ts'
import { IdSet } from './id-set.ts'

const idLength = 36
const takenAtOnce = 2_000 // messages

/** About 60 bytes of memory an event. */
export class StreamIds {
  readonly #streams: EventStreams
  readonly #ids = new IdSet()
  #next = 1

  constructor(streams: EventStreams) {
    this.#streams = streams
  }

  get size(): number {
    return this.#ids.size
  }

  has(eventId: string): boolean {
    return this.#ids.has(eventId)
  }

  /**
   * Reads what has come to the stream since the last time; at first, all of it. A message's id begins with its event's, also where
   * the event was published again; one that was made by hand may have none, and is passed over.
   */
  async read(onProgress: (messages: number, of: number) => void = () => undefined): Promise<void> {
    const { stream, manager, names } = this.#streams
    const { last_seq, first_seq } = (await manager.streams.info(names.events)).state
    const from = Math.max(this.#next, first_seq)
    if (from > last_seq) return
    const consumer = await stream.consumers.get(names.events, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: from,
      headers_only: true,
    })
    const { num_pending } = await consumer.info()
    if (num_pending > 0)
      for await (const message of await consumer.consume({ max_messages: takenAtOnce })) {
        const id = message.headers?.get('Nats-Msg-Id') ?? ''
        if (id.length >= idLength) this.#ids.add(id.slice(0, idLength))
        if (message.seq % takenAtOnce === 0) onProgress(message.seq - from + 1, last_seq - from + 1)
        if (message.seq >= last_seq || message.info.pending === 0) break
      }
    await consumer.delete()
    this.#next = last_seq + 1
  }
}
