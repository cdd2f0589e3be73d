/** What was under way comes back to the stream with a restore, however old it is. */

import { contract } from '@shop/contract/catalog.ts'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { RawEnvelope } from '@shop/events/contract/envelope.ts'
import { entryOf, type LogEntry, logId } from '@shop/events/outbox/mongo-log.ts'
import { backup } from '@shop/recovery/backup.ts'
import { open, type RecoveryConnections } from '@shop/recovery/connections.ts'
import { recover } from '@shop/recovery/recover.ts'
import { type RestoreSource, restore } from '@shop/recovery/restore.ts'
import { run } from './command.ts'
import { restoreAtOnce } from './restore-at-once.ts'
import { showPresence } from '@shop/events/messaging/presence.ts'
import { connectNats } from '@shop/platform/nats.ts'
import { markRestoring, restoringFrom, untilRestored } from '@shop/events/restored.ts'
import type { JetStreamManager, StreamAPI } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { v7 as uuid } from 'uuid'
import { collections, hostProducts, log, type Machinery, onStream, openMachinery } from '../events/machinery.ts'

const EVENTS = 11
const LONG_AGO = '2020-01-01T00:00:00.000Z'

let machinery: Machinery
let connections: RecoveryConnections
let folder: string
beforeEach(async () => {
  machinery = await openMachinery()
  connections = await open(machinery.engines, contract)
  folder = await mkdtemp(path.join(tmpdir(), 'dump-'))
  await longAgo()
})
afterEach(async () => {
  await connections.close()
  await machinery.close()
  await rm(folder, { recursive: true })
})

async function longAgo(): Promise<void> {
  const { aggregates, ...replica } = await hostProducts(machinery, machinery.database)
  await aggregates.execute('tea', { type: 'AddProduct', operation: uuid(), name: 'Tea', price: 1, stock: 100 })
  for (let event = 1; event < EVENTS; event += 1)
    await aggregates.execute('tea', { type: 'ReserveStock', operation: uuid(), ...request })
  await replica.stop(performance.now() + 10_000)
  const { events } = collections(machinery.database)
  await events.updateMany({}, { $set: { 'event.occurredAt': LONG_AGO } })
}

const request = { userId: 'ann', quantity: 1, expectedUnitPrice: null }

async function expectAllOnStream(from: RestoreSource): Promise<void> {
  const { refilled } = await restoreAtOnce(connections, from, quiet)
  expect(refilled['product']).toEqual({ read: EVENTS, filled: EVENTS })
  const ids = new Set((await onStream(machinery)).map(({ id }) => id))
  const logged = await collections(machinery.database).events.find().toArray()
  expect(logged.filter(({ event }) => !ids.has(event.id))).toEqual([])
}

test('a stream that was emptied has the consumers of every service: with a login of its own none may make one', async () => {
  await restoreAtOnce(connections, { what: 'loaded' }, quiet)
  const names: string[] = []
  for await (const { name } of connections.streams.manager.consumers.list('EVENTS')) names.push(name)
  const receivers = contract.services.filter((service) => contract.receivedBy(service).length > 0)
  expect(names).toEqual(expect.arrayContaining([...receivers]))
})

test('what another tool has loaded is on the stream whole', async () => {
  await expectAllOnStream({ what: 'loaded' })
})

test('where documents were lost, all that the logs hold is on the stream', async () => {
  await backup(connections, path.join(folder, 'dump'))
  await collections(machinery.database).documents.deleteMany({})
  await expectAllOnStream({ what: 'documents', folder: path.join(folder, 'dump') })
})

test('of an old dump, all that the logs hold is on the stream again: dead letters may be of any age', async () => {
  const dump = path.join(folder, 'dump')
  const { begun: _, ...manifest } = await backup(connections, dump)
  await writeFile(path.join(dump, 'manifest.json'), JSON.stringify({ ...manifest, begun: '2026-01-05T00:00:00Z' }))
  const { documents } = collections(machinery.database)
  expect(await documents.findOne({ _id: 'tea' })).toHaveProperty('etag')
  await machinery.database.dropDatabase()
  await expectAllOnStream({ what: 'all', folder: dump })
  expect(await documents.findOne({ _id: 'tea' })).not.toHaveProperty('etag') // no process is to know it by what it had
})

/** As it is where the log was away for a while: published, and handled by others, but in its outbox only. */
async function unlogged(version: number): Promise<RawEnvelope> {
  const { documents, events } = collections(machinery.database)
  const entry = await events.findOneAndDelete({ _id: logId('tea', version) })
  if (!entry) throw new Error('it is not logged')
  const event = { ...entry.event, id: uuid({ msecs: Date.parse(LONG_AGO) }) }
  await documents.updateOne({ _id: 'tea' }, { $set: { [`outbox.${version}`]: event, outboxSince: new Date() } })
  return event
}

/** Another product, added because of that event. */
async function caused(by: RawEnvelope, like: LogEntry | null): Promise<void> {
  if (!like) throw new Error('there is no first event')
  const event = {
    ...like.event,
    id: uuid({ msecs: Date.parse(LONG_AGO) + 1 }),
    aggregateId: 'gold',
    causationId: by.id,
  }
  const data = { ...event.data, productId: 'gold' }
  await collections(machinery.database).events.insertOne(entryOf({ ...event, data }))
}

test.each(['all', 'documents', 'loaded'] as const)(
  'no service begins before a restore (%s) that was interrupted has been run again',
  async (what) => {
    const { mongo } = connections
    const dump = path.join(folder, 'dump')
    await backup(connections, dump)
    if (what === 'all') await machinery.database.dropDatabase()
    const interrupted = { done: () => undefined, far: () => { throw new Error('interrupted') } } // prettier-ignore
    await expect(restoreAtOnce(connections, { what, folder: dump }, interrupted)).rejects.toThrow('interrupted')
    await expect(backup(connections, path.join(folder, 'half'))).rejects.toThrow('half of it would be in the backup')
    const order: string[] = []
    const begun = untilRestored(mongo, { log, signal: AbortSignal.timeout(60_000) }).then(() => order.push('begun'))
    await restoreAtOnce(connections, { what, folder: dump }, { ...quiet, done: (line) => void order.push(line) })
    await begun
    expect([order.length > 1, order.at(-1)]).toEqual([true, 'begun'])
    expect(await restoringFrom(mongo)).toBeUndefined()
    expect(await collections(machinery.database).documents.countDocuments({})).toBe(1)
  },
)

test.each([
  ['the newest event', EVENTS],
  ['an event in the midst of what was logged meanwhile', EVENTS - 1],
  ['the first event', 1],
])('an effect is restored with its cause: %s stood in its outbox only', async (_, version) => {
  const dump = path.join(folder, 'dump')
  const { documents, events } = collections(machinery.database)
  const before = await documents.findOne({ _id: 'tea' })
  const first = await events.findOne({ _id: logId('tea', 1) })
  await caused(await unlogged(version), first)
  await backup(connections, dump)
  await machinery.database.dropDatabase()
  const { alarms } = await restoreAtOnce(connections, { what: 'all', folder: dump }, quiet)
  expect(alarms).toEqual([])
  const all = await events.find().sort({ _id: 1 }).toArray()
  expect(all.map(({ _id }) => _id)).toEqual([logId('gold', 1), ...versions.map((one) => logId('tea', one))])
  expect(all.map(({ event }) => event.id)).toContain(all[0]?.event.causationId)
  expect(await documents.findOne({ _id: 'tea' })).toMatchObject({ version: EVENTS, state: before?.state, outbox: {} })
})

test('where documents were lost, an event that is only in an outbox of the dump is logged', async () => {
  const dump = path.join(folder, 'dump')
  const { documents, events } = collections(machinery.database)
  const { id } = await unlogged(EVENTS)
  await backup(connections, dump)
  await documents.deleteMany({})
  await restoreAtOnce(connections, { what: 'documents', folder: dump }, quiet)
  expect((await events.findOne({ _id: logId('tea', EVENTS) }))?.event.id).toBe(id)
  expect(await documents.findOne({ _id: 'tea' })).toMatchObject({ version: EVENTS })
})

test('an event of an outbox that does not follow on the log is left out', async () => {
  const dump = path.join(folder, 'dump')
  const { documents, events } = collections(machinery.database)
  await unlogged(EVENTS)
  await backup(connections, dump)
  await documents.deleteMany({})
  await events.deleteOne({ _id: logId('tea', EVENTS - 1) })
  await restoreAtOnce(connections, { what: 'documents', folder: dump }, quiet)
  expect(await events.findOne({ _id: logId('tea', EVENTS) })).toBeNull()
  expect(await documents.findOne({ _id: 'tea' })).toMatchObject({ version: EVENTS - 2 })
})

test('nothing is restored while a service is connected, be it paused', async () => {
  const paused = await connectNats({
    ...{ settings: { NATS_URL: machinery.engines.natsUrl }, name: 'pay', log },
    signal: AbortSignal.timeout(5_000),
  })
  showPresence(paused, connections.streams.names.presenceOf('pay'), () => new Promise(() => {}))
  await paused.flush()
  await expect(restoreAtOnce(connections, { what: 'loaded' }, quiet)).rejects.toThrow(
    'These services run, are paused, or have not been gone for long: pay. Stop them first.',
  )
  await paused.close()
  await restoreAtOnce(connections, { what: 'loaded' }, quiet)
})

test('the streams keep what their operator has set for them', async () => {
  const { manager } = machinery.streams
  const set = { max_age: 86_400_000_000_000, max_bytes: 50_000_000, description: 'events of the shop' }
  await manager.streams.update('EVENTS', set)
  await restoreAtOnce(connections, { what: 'loaded' }, quiet)
  expect((await manager.streams.info('EVENTS')).config).toMatchObject(set)
})

test('no stream goes meanwhile: what its operator has set would go with it', async () => {
  const { manager } = machinery.streams
  const created = async () =>
    Promise.all(['EVENTS', 'DEAD'].map(async (name) => (await manager.streams.info(name)).created))
  const before = await created()
  await restoreAtOnce(connections, { what: 'loaded' }, quiet)
  expect(await created()).toEqual(before)
})

test('what an emptied stream loses comes back, be it older than what the stream keeps', async () => {
  await restoreAtOnce(connections, { what: 'loaded' }, quiet)
  const { streams } = connections
  await streams.manager.streams.purge('EVENTS')
  const recovered = await recover({ ...connections, streams: { ...streams, manager: madeLongAgo(streams.manager) } })
  expect(recovered.refilled['product']).toEqual({ read: EVENTS, filled: EVENTS })
})

function madeLongAgo(manager: JetStreamManager): JetStreamManager {
  const info: StreamAPI['info'] = async (...args) => ({ ...(await manager.streams.info(...args)), created: LONG_AGO })
  const streams = new Proxy(manager.streams, { get: (all, name) => (name === 'info' ? info : Reflect.get(all, name)) })
  return new Proxy(manager, { get: (all, name) => (name === 'streams' ? streams : Reflect.get(all, name)) })
}

test('nothing is restored where a service begins in the moment in which it is looked for', async () => {
  const began = await connectNats({
    ...{ settings: { NATS_URL: machinery.engines.natsUrl }, name: 'pay', log },
    signal: AbortSignal.timeout(60_000),
  })
  const presence = connections.streams.names.presenceOf('pay')
  let looks = 0
  /** It looks for no restore before the first time that it is looked for. */
  const nats = new Proxy(connections.nats, {
    get: (target, name) => {
      if (name !== 'request') return Reflect.get(target, name)
      return async (...[subject, ...rest]: Parameters<NatsConnection['request']>) => {
        if (subject !== presence) return target.request(subject, ...rest)
        looks += 1
        if (looks > 1) return target.request(subject, ...rest)
        const answer = target.request(subject, ...rest)
        await answer.catch(() => undefined)
        expect(await restoringFrom(connections.mongo)).toBeUndefined()
        showPresence(began, presence, () => new Promise(() => {}))
        await began.flush()
        return answer
      }
    },
  })
  await expect(restoreAtOnce({ ...connections, nats }, { what: 'loaded' }, quiet)).rejects.toThrow('services run')
  expect([looks, await restoringFrom(connections.mongo)]).toEqual([2, undefined])
  await began.close()
})

test('nothing is restored over what a service that is cut off from NATS has stored before it saw the mark, and ended', async () => {
  const dump = path.join(folder, 'dump')
  await backup(connections, dump)
  await machinery.database.dropDatabase()
  let seen: string | undefined
  const pause = async () => {
    const gold = { _id: 'gold', version: 1, state: {}, operations: {}, outbox: {} }
    await collections(machinery.database).documents.insertOne(gold)
    seen = await restoringFrom(connections.mongo)
  }
  await expect(restore(connections, { what: 'all', folder: dump }, quiet, { pause })).rejects.toThrow('has products')
  expect([seen, await restoringFrom(connections.mongo)]).toEqual([dump, undefined])
})

test('a restore that is refused leaves the mark of one that was interrupted', async () => {
  const { mongo } = connections
  const dump = path.join(folder, 'dump')
  await backup(connections, dump)
  await markRestoring(mongo, 'backups/monday')
  await expect(restoreAtOnce(connections, { what: 'all', folder: dump }, quiet)).rejects.toThrow('has products')
  expect(await restoringFrom(mongo)).toBe('backups/monday')
})

const quiet = { far: () => undefined, done: () => undefined }
const versions = Array.from({ length: EVENTS }, (_, index) => index + 1)

test.each([
  ['recover', []],
  ['rebuild', ['mypage']],
])('npm run %s does nothing while a restore is under way, or has to be run again', async (name, args) => {
  await markRestoring(connections.mongo, 'backups/monday')
  const { code, output } = await run(`recovery/src/${name}-main.ts`, args, machinery.engines)
  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/^MONGODB_DATABASE: .* is being restored \(backups\/monday\): run this when that is over$/),
  ])
})

test('a backup in the midst of which a restore began is none', async () => {
  const listCollections = async () => {
    await markRestoring(connections.mongo, 'backups/monday')
    return connections.mongo.listCollections()
  }
  const mongo = new Proxy(connections.mongo, {
    get: (target, name) => (name === 'listCollections' ? listCollections : Reflect.get(target, name)),
  })
  await expect(backup({ mongo, contract }, path.join(folder, 'dump'))).rejects.toThrow('it has to begin anew')
  expect(await readdir(folder)).toEqual(['dump.partial'])
})
