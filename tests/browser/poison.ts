/** Messages that no service can read. */
import { jetstream } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { v7 as uuidv7 } from 'uuid'
import type { Storefront } from './storefront.ts'

/** Publishes a malformed message of an order that does not exist. Returns its id; when all have settled, each receiver has a dead letter. */
export async function poison(open: Storefront): Promise<string> {
  const orderId = uuidv7()
  const nats = await connect({ servers: open.running.natsUrl })
  await jetstream(nats).publish(`events.order.OrderPlaced.${orderId}`, JSON.stringify({ orderId, type: 'OrderPlaced' }))
  await nats.close()
  return orderId
}
