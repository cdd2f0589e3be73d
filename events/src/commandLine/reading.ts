/** Reads the stream of events: what was, or what happens from now on. */

import {
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type OrderedConsumerOptions,
} from '@nats-io/jetstream'
import { eventsStream } from '../messaging/streams.ts'

/** Every message as it arrives, until the signal. */
export async function* follow(stream: JetStreamClient, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  const consumer = await stream.consumers.get(eventsStream, { deliver_policy: DeliverPolicy.New })
  const messages = await consumer.consume()
  signal.addEventListener('abort', () => messages.stop())
  for await (const { data } of messages) yield data
}

/** What the stream holds now, oldest first. `since`: as the stream has got it. */
export async function* past(
  stream: JetStreamClient,
  manager: JetStreamManager,
  since?: Date,
): AsyncGenerator<Uint8Array, void, void> {
  const { last_seq: last, messages } = (await manager.streams.info(eventsStream)).state
  if (messages === 0) return
  const start: Partial<OrderedConsumerOptions> =
    since === undefined ? {} : { deliver_policy: DeliverPolicy.StartTime, opt_start_time: since.toISOString() }
  const consumer = await stream.consumers.get(eventsStream, start)
  if ((await consumer.info(true)).num_pending === 0) return
  const batch = await consumer.consume()
  for await (const { data, seq, info } of batch) {
    yield data
    if (seq >= last || info.pending === 0) return
  }
}
