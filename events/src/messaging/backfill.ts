/**
 * What a service has to handle besides what is delivered to it: parked messages that this release can handle, and earlier events of
 * types that it has come to react to. Looked for at the start and from time to time, since replicas of an earlier release may
 * still run and park.
 */

import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream'
import type { Clock } from '../aggregates/ports.ts'
import type { Contract } from '../contract/contract.ts'
import type { DeadLetters } from './dead-letters.ts'
import { catchUpName, consumerInfo, openCatchUp } from './durable.ts'
import type { MessageHandler } from './message-handler.ts'
import type { Message } from './message.ts'
import { handleHere } from './replaying.ts'
import { withHistory } from './replays.ts'
import type { StreamNames } from './stream-names.ts'

export type BackfillOptions = {
  readonly service: string
  readonly contract: Contract
  readonly handler: Pick<MessageHandler, 'take' | 'knows'>
  /** Handles a delivered message, when a slot is free. */
  readonly inTurn: (message: Message) => Promise<void>
  readonly deadLetters: DeadLetters
  readonly names: StreamNames
  readonly stream: JetStreamClient
  readonly manager: JetStreamManager
  readonly clock: Clock
  readonly stopping: AbortSignal
}

const atOnce = 50 // messages

/** Handles the service's parked messages that its handler knows. Answers how many. */
export async function handleParked(options: BackfillOptions): Promise<number> {
  const { service, deadLetters, handler, names } = options
  let handled = 0
  for await (const letter of deadLetters.list({ service, kind: 'parked' })) {
    if (options.stopping.aborted) break
    if (!handler.knows(letter.body)) continue
    const info = { streamSequence: -letter.sequence, timestampNanos: letter.at.getTime() * 1e6 } // of no stream
    const { subject, body: data, history } = letter
    const outcome = await here(options, { subject, data, headers: withHistory(names, history), info })
    if (outcome === 'given up') break
    await deadLetters.drop(letter)
    handled += 1
  }
  return handled
}

/** Handles the events of this type that were there before the service reacted to it, where that is still to be done. */
export async function catchUp(options: BackfillOptions, type: string): Promise<number> {
  const { stream, manager, names, service, stopping, inTurn } = options
  if (!(await openCatchUp(manager, options, type))) return 0
  // Whatever comes after this is delivered to the service anyway.
  const { last_seq } = (await manager.streams.info(names.events)).state
  const name = catchUpName(service, type)
  let handled = 0
  try {
    const consumer = await stream.consumers.get(names.events, name)
    while (!stopping.aborted) {
      const batch: Promise<void>[] = []
      for await (const message of await consumer.fetch({ max_messages: atOnce, expires: 1_000 }))
        batch.push(inTurn(message))
      await Promise.all(batch)
      handled += batch.length
      const { num_pending, num_ack_pending, ack_floor } = await consumer.info()
      if (ack_floor.stream_seq < last_seq && num_pending + num_ack_pending > 0) continue
      await manager.consumers.delete(names.events, name)
      break
    }
  } catch (error) {
    if (await consumerInfo(manager, names, name)) throw error // else another replica has finished it
  }
  return handled
}

function here(
  { handler, clock, stopping }: BackfillOptions,
  message: Pick<Message, 'subject' | 'data' | 'headers' | 'info'>,
): Promise<'done' | 'given up'> {
  return handleHere(message, (again) => handler.take(again), clock, stopping)
}
