/**
 * Which services are connected to NATS, whether they work, wait, or are paused: each subscribes to a subject of its own, which nobody has
 * to answer, since the server itself says where nobody has subscribed.
 */

import { errors, type NatsConnection } from '@nats-io/transport-node'

export const presenceOf = (service: string): string => `presence.${service}`

/** From now on for as long as it is connected. */
export function showPresence(connection: NatsConnection, service: string): void {
  connection.subscribe(presenceOf(service), { callback: () => undefined })
}

const answersWithinMs = 500

/** A process that is gone without a word is taken for there until the server has missed its pings: a few minutes. */
export async function isPresent(connection: NatsConnection, service: string): Promise<boolean> {
  try {
    await connection.request(presenceOf(service), undefined, { timeout: answersWithinMs })
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
