/** A dump holds all that cannot be derived, and only its owner may read it. */

import { contract } from '@shop/contract/catalog.ts'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { domains } from '@shop/contract/domains.ts'
import { backup } from '@shop/recovery/backup.ts'
import { open, type RecoveryConnections } from '@shop/recovery/connections.ts'
import { type Machinery, openMachinery } from '../events/machinery.ts'

let machinery: Machinery
let connections: RecoveryConnections
let folder: string
beforeAll(async () => {
  machinery = await openMachinery()
  connections = await open(machinery.engines, contract)
  folder = await mkdtemp(path.join(tmpdir(), 'dump-'))
})
afterAll(async () => {
  await connections.close()
  await machinery.close()
  await rm(folder, { recursive: true })
})

test('every aggregate of every domain is gone through by backup, restore and recover', () => {
  const all = domains.flatMap(({ aggregates: own = {} }) => Object.keys(own))
  expect(new Set(contract.aggregates.map(({ name }) => name))).toEqual(new Set(all))
})

test('what no service of this release keeps is not left out in silence', async () => {
  for (const name of ['reviews', 'review_events', 'review_keys', 'mypage_pages'])
    await machinery.database.collection<{ _id: string }>(name).insertOne({ _id: 'one' })
  const { documents, left } = await backup(connections, path.join(folder, 'left'))
  expect(left).toEqual(['review_events', 'reviews'])
  expect(documents).toMatchObject({ review_keys: 1, orders: 0, order_events: 0 })
})

/** All but the wall clock goes on as it is. */
const timers = [
  ...(['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'] as const),
  ...(['nextTick', 'queueMicrotask', 'performance', 'hrtime'] as const),
]

test('a dump is dated by the clock of the database, whatever that of the operator says', async () => {
  import.meta.jest.useFakeTimers({ now: Date.now() + 120_000, doNotFake: [...timers] })
  const { begun, ended } = await backup(connections, path.join(folder, 'dated'))
  import.meta.jest.useRealTimers()
  expect(begun.getTime()).toBeLessThanOrEqual(ended.getTime())
  expect(ended.getTime()).toBeLessThan(Date.now() + 60_000)
})

test('only its owner may read a dump', async () => {
  const dump = path.join(folder, 'secret')
  await backup(connections, dump)
  const names = ['.', ...(await readdir(dump))]
  const modes = await Promise.all(names.map(async (name) => (await stat(path.join(dump, name))).mode & 0o077))
  expect([names.length > 5, new Set(modes)]).toEqual([true, new Set([0])])
})
