/** JetStream has no space left: what is stored waits in its outbox, that it does is known, and it goes on by itself when there is space. */

import { contract } from '@shop/contract/catalog.ts'
import { JetStreamApiError } from '@nats-io/jetstream'
import { NatsServer } from '@shop/dev/testing/nats-server.ts'
import { until } from '@shop/dev/testing/until.ts'
import { type EventStreams, openStreams } from '@shop/events/messaging/connection.ts'
import { connectNats } from '@shop/platform/nats.ts'
import { v7 as uuid } from 'uuid'
import { collections, hostProducts, log, type Machinery, onStream, openMachinery } from './machinery.ts'

let machinery: Machinery
beforeAll(async () => void (machinery = await openMachinery()))
afterAll(() => machinery.close())

test("where the server's storage is full, outboxes keep what is stored, and it is published when there is space", async () => {
  await using server = await NatsServer.start({
    config: (folder) => `jetstream { store_dir: "${folder}", max_file_store: 2MB }`,
  })
  const settings = { NATS_URL: server.host }
  const nats = await connectNats({ settings, name: 'test', log, signal: AbortSignal.timeout(60_000) })
  const streams = await openStreams(nats, contract, {})
  await streams.manager.streams.add({ name: 'OTHER', subjects: ['other'] })
  await fill(streams)
  const full = { ...machinery, streams }
  const { aggregates, publishing, ...replica } = await hostProducts(full, machinery.database)
  const tea = { type: 'AddProduct', operation: uuid(), name: 'Tea', price: 1, stock: 1 } as const
  const { state } = await aggregates.execute('tea', tea)
  expect(state).toMatchObject({ stock: 1 })
  await until('publishing has failed', () => publishing.failingForMs > 0)
  const waiting = () => collections(machinery.database).documents.countDocuments({ outboxSince: { $exists: true } })
  expect([await waiting(), await onStream(full)]).toEqual([1, []])

  await streams.manager.streams.delete('OTHER')
  await until('the outbox is empty', async () => (await waiting()) === 0)
  expect(await onStream(full)).toMatchObject([{ type: 'ProductAdded', aggregateId: 'tea' }])
  expect(publishing.failingForMs).toBe(0)
  await replica.stop(performance.now() + 10_000)
  await nats.close()
}, 120_000)

/** With messages of another application, down to the last bytes. */
async function fill({ stream }: EventStreams): Promise<void> {
  const isTaken = (size: number) =>
    stream.publish('other', 'x'.repeat(size)).then(
      () => true,
      (error: unknown) => {
        if (error instanceof JetStreamApiError) return false
        throw error
      },
    )
  for (const size of [100_000, 1_000, 10]) while (await isTaken(size));
}
