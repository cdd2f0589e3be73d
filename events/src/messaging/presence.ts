/**
 * Which services are connected to NATS, whether they work, wait, or are paused: every replica subscribes to its service's subject
 * (StreamNames.presenceOf), and replies there with its status. Where there is no subscriber, the server itself says so.
 */

import { errors, type NatsConnection, type Subscription } from '@nats-io/transport-node'
import { readStatus, type ReplicaStatus } from './replica-status.ts'

/**
 * From now on, until what is answered is called or the connection ends. `status` is called for every request.
 *
 * @example
 * showPresence(nats, streams.names.presenceOf('billing'), status)
 */
export function showPresence(
  connection: NatsConnection,
  subject: string,
  status: () => Promise<ReplicaStatus>,
): () => Promise<void> {
  const subscription = connection.subscribe(subject)
  void answerAll(subscription, status)
  return async () => {
    subscription.unsubscribe()
    await connection.flush()
  }
}

/** Until the connection ends. A request that cannot be answered is dropped: its sender will repeat it. */
async function answerAll(questions: Subscription, status: () => Promise<ReplicaStatus>): Promise<void> {
  for await (const question of questions) {
    if (!question.reply) continue
    const current = await status().catch(() => undefined)
    if (current) question.respond(JSON.stringify(current))
  }
}

const othersFollowWithinMs = 500

/**
 * What the replicas of a service say of themselves, those that come half a second after another left out; none: no replica is there, or none
 * answers within that time.
 *
 * @example
 * const replicas = await queryReplicas(nats, streams.names.presenceOf('billing'), 2_000)
 */
export async function queryReplicas(
  connection: NatsConnection,
  subject: string,
  withinMs: number,
): Promise<readonly ReplicaStatus[]> {
  const found: ReplicaStatus[] = []
  try {
    const answers = await connection.requestMany(subject, undefined, {
      strategy: 'stall',
      maxWait: withinMs,
      stall: othersFollowWithinMs,
    })
    for await (const answer of answers) {
      const status = readStatus(answer.data)
      if (status) found.push(status)
    }
  } catch (error) {
    if (!isNoResponders(error) && !(error instanceof errors.TimeoutError)) throw error
  }
  return found
}

const answersWithinMs = 500

/** A process that is gone without a word is taken for there until the server has missed its pings: a few minutes. */
export async function isPresent(connection: NatsConnection, subject: string): Promise<boolean> {
  try {
    await connection.request(subject, undefined, { timeout: answersWithinMs })
    return true
  } catch (error) {
    if (isNoResponders(error)) return false
    if (error instanceof errors.TimeoutError) return true
    throw error
  }
}

function isNoResponders(error: unknown): boolean {
  if (error instanceof errors.NoRespondersError) return true
  return error instanceof Error && error.cause instanceof errors.NoRespondersError
}
