/** Reads the stream of events, as it was and as it grows. */

import { DeliverPolicy } from '@nats-io/jetstream'
import type { Contract } from '../contract/contract.ts'
import type { Parsed } from '../contract/envelope.ts'
import type { EventStreams } from '../messaging/connection.ts'

export type Read = {
  readonly sequence: number // in the stream
  readonly at: Date // when the stream got it
  readonly subject: string
  readonly parsed: Parsed
  readonly correlation: string | undefined
  readonly body: string
}

export type StreamStart = { readonly sequence: number } | { readonly time: Date }

type StreamClients = Pick<EventStreams, 'stream' | 'manager' | 'names'> & { readonly contract: Contract }

/** What is there, oldest first. */
export async function* whatWas(
  { contract, stream, manager, names }: StreamClients,
  from: StreamStart,
): AsyncGenerator<Read, void, void> {
  const { last_seq } = (await manager.streams.info(names.events)).state
  const consumer = await stream.consumers.get(names.events, start(from))
  const { num_pending } = await consumer.info()
  if (num_pending === 0) return
  for await (const message of await consumer.consume({ max_messages: 1_000 })) {
    if (message.seq > last_seq) return
    yield readOf(contract, message.seq, message.time, message.subject, message.data)
    if (message.info.pending === 0 || message.seq === last_seq) return
  }
}

/** What comes from now on, until the signal. */
export async function* whatComes(
  { contract, stream, manager, names }: StreamClients,
  signal: AbortSignal,
): AsyncGenerator<Read, void, void> {
  const { last_seq } = (await manager.streams.info(names.events)).state
  const consumer = await stream.consumers.get(names.events, start({ sequence: last_seq + 1 }))
  const messages = await consumer.consume({ max_messages: 1_000 })
  signal.addEventListener('abort', () => messages.stop())
  if (signal.aborted) messages.stop()
  for await (const message of messages) yield readOf(contract, message.seq, message.time, message.subject, message.data)
}

function start(from: StreamStart) {
  return 'sequence' in from
    ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: from.sequence }
    : { deliver_policy: DeliverPolicy.StartTime, opt_start_time: from.time.toISOString() }
}

function readOf(contract: Contract, sequence: number, at: Date, subject: string, data: Uint8Array): Read {
  return {
    sequence,
    at,
    subject,
    parsed: contract.parse(data),
    correlation: contract.correlationIn(data),
    body: utf8.decode(data),
  }
}

const utf8 = new TextDecoder()

/** When a UUIDv7 was made; undefined for what is none. */
export function timeOfId(id: string): Date | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) return undefined
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))
}
