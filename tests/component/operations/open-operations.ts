/** All services for the tests of one file, and a stream to which those tests may publish whatever they like. */
import { jetstream } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { Client } from '../client.ts'
import { Services } from '../services.ts'

type OpenOperations = {
  readonly services: Services
  readonly operations: () => Client
  /** As an OrderPlaced of this order, whatever the message says. */
  readonly publish: (orderId: string, message: object) => Promise<void>
}

export function openOperations(): OpenOperations {
  let services: Services
  let nats: NatsConnection
  beforeAll(async () => {
    services = await Services.start()
    nats = await connect({ servers: services.natsUrl })
  }, 180_000)
  afterAll(async () => {
    await nats.close()
    await services.stop()
  })
  return {
    get services() {
      return services
    },
    operations: () => services.at('operations'),
    publish: async (orderId, message) => {
      await jetstream(nats).publish(`events.order.OrderPlaced.${orderId}`, JSON.stringify(message))
    },
  }
}
