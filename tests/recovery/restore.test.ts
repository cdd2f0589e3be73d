/** What was under way comes back to the stream with a restore, however old it is. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { backup } from '@shop/recovery/backup.ts'
import { open, type Opened } from '@shop/recovery/opened.ts'
import { type From, restore } from '@shop/recovery/restore.ts'
import { v7 as uuid } from 'uuid'
import { collections, hostProducts, type Machinery, onStream, openMachinery } from '../events/machinery.ts'

const EVENTS = 11
const LONG_AGO = '2020-01-01T00:00:00.000Z'

let machinery: Machinery
let opened: Opened
let folder: string
beforeEach(async () => {
  machinery = await openMachinery()
  opened = await open(machinery.engines)
  folder = await mkdtemp(path.join(tmpdir(), 'dump-'))
  await longAgo()
})
afterEach(async () => {
  await opened.close()
  await machinery.close()
  await rm(folder, { recursive: true })
})

async function longAgo(): Promise<void> {
  const { aggregates, ...replica } = await hostProducts(machinery, machinery.database)
  await aggregates.execute('tea', { type: 'AddProduct', operation: uuid(), name: 'Tea', price: 1, stock: 100 })
  for (let event = 1; event < EVENTS; event += 1)
    await aggregates.execute('tea', { type: 'ReserveStock', operation: uuid(), ...asked })
  await replica.stop(Date.now() + 10_000)
  const { events } = collections(machinery.database)
  await events.updateMany({}, { $set: { 'event.occurredAt': LONG_AGO } })
}

const asked = { userId: 'ann', quantity: 1, expectedUnitPrice: null }

async function expectAllOnStream(from: From): Promise<void> {
  const { refilled } = await restore(opened, from, { far: () => undefined, done: () => undefined })
  expect(refilled['product']).toEqual({ read: EVENTS, filled: EVENTS })
  const ids = new Set((await onStream(machinery)).map(({ id }) => id))
  const logged = await collections(machinery.database).events.find().toArray()
  expect(logged.filter(({ event }) => !ids.has(event.id))).toEqual([])
}

test('what another tool has loaded is on the stream whole', async () => {
  await expectAllOnStream({ what: 'loaded' })
})

test('where documents were lost, all that the logs hold is on the stream', async () => {
  await backup(opened.mongo, path.join(folder, 'dump'))
  await collections(machinery.database).documents.deleteMany({})
  await expectAllOnStream({ what: 'documents', folder: path.join(folder, 'dump') })
})

test('of an old dump, what the stream held then is on it again', async () => {
  const dump = path.join(folder, 'dump')
  const { begun: _, ...manifest } = await backup(opened.mongo, dump)
  await writeFile(path.join(dump, 'manifest.json'), JSON.stringify({ ...manifest, begun: '2020-01-05T00:00:00Z' }))
  await machinery.database.dropDatabase()
  await expectAllOnStream({ what: 'all', folder: dump })
})
