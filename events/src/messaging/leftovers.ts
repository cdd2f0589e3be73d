/**
 * What a service has to handle besides what is delivered to it: parked messages that this release can handle, and earlier events of
 * types that it has come to react to. Looked for at the start and from time to time, since replicas of an earlier release may
 * still run and park.
 */

import { DeliverPolicy, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream'
import type { Clock } from '../aggregates/ports.ts'
import type { DeadLetters } from './deadLetters.ts'
import { caughtUp } from './durable.ts'
import type { MessageHandler } from './messageHandler.ts'
import type { Message } from './message.ts'
import { handleHere } from './replaying.ts'
import { eventsStream } from './streams.ts'

export type LeftoversOptions = {
  readonly service: string
  readonly handler: Pick<MessageHandler, 'take' | 'knows'>
  readonly deadLetters: DeadLetters
  readonly stream: JetStreamClient
  readonly manager: JetStreamManager
  readonly clock: Clock
  readonly stopping: AbortSignal
}

const atOnce = 50 // messages

/** Handles the service's parked messages that its handler knows. Answers how many. */
export async function handleParked(options: LeftoversOptions): Promise<number> {
  const { service, deadLetters, handler } = options
  let handled = 0
  for await (const letter of deadLetters.list({ service, kind: 'parked' })) {
    if (options.stopping.aborted) break
    if (!handler.knows(letter.body)) continue
    const info = { streamSequence: -letter.sequence, timestampNanos: letter.at.getTime() * 1e6 } // of no stream
    const outcome = await here(options, { subject: letter.subject, data: letter.body, info })
    if (outcome === 'given up') break
    await deadLetters.drop(letter)
    handled += 1
  }
  return handled
}

/** Handles all events on these subjects that are on the stream, from its first to what is now its last. */
export async function catchUp(options: LeftoversOptions, subjects: readonly string[]): Promise<number> {
  const { stream, manager, service, stopping } = options
  const { state } = await manager.streams.info(eventsStream)
  const consumer = await stream.consumers.get(eventsStream, {
    filter_subjects: [...subjects],
    deliver_policy: DeliverPolicy.All,
  })
  const { num_pending } = await consumer.info()
  const messages = num_pending > 0 ? await consumer.consume({ max_messages: 4 * atOnce }) : undefined
  let handled = 0
  const underWay = new Set<Promise<unknown>>()
  for await (const message of messages ?? []) {
    if (stopping.aborted || message.info.streamSequence > state.last_seq) break
    const one: Promise<unknown> = here(options, message).finally(() => underWay.delete(one))
    underWay.add(one)
    handled += 1
    if (underWay.size >= atOnce) await Promise.race(underWay)
    if (message.info.pending === 0 || message.info.streamSequence === state.last_seq) break
  }
  await Promise.all(underWay)
  if (!stopping.aborted) await caughtUp(manager, service, subjects)
  await consumer.delete()
  return handled
}

function here(
  { handler, clock, stopping }: LeftoversOptions,
  message: Pick<Message, 'subject' | 'data' | 'info'>,
): Promise<'done' | 'given up'> {
  return handleHere(message, (again) => handler.take(again), clock, stopping)
}
