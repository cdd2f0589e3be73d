/** Every replica of a service answers queries of its state. */
import { queryReplicas, isPresent, showPresence } from '@shop/events/messaging/presence.ts'
import type { ReplicaStatus } from '@shop/events/messaging/replica-status.ts'
import { connect } from '@nats-io/transport-node'
import { type Machinery, openMachinery } from './machinery.ts'

let machinery: Machinery
beforeAll(async () => void (machinery = await openMachinery()), 180_000)
afterAll(() => machinery.close())

const longMs = 20_000
const well: ReplicaStatus = { ready: true, missing: [], outboxAgeSeconds: 0, broken: {} }
const open = () => connect({ servers: machinery.engines.natsUrl })

test('all replicas of one service answer, and none of another', async () => {
  const replicas = await Promise.all([open(), open(), open()])
  const ill: ReplicaStatus = { ...well, ready: false, missing: ['mongo'], broken: { points: 2 } }
  for (const [index, replica] of replicas.entries()) {
    showPresence(replica, 'presence.pay', () => Promise.resolve(index === 0 ? ill : well))
    await replica.flush()
  }
  const client = await open()
  const found = await queryReplicas(client, 'presence.pay', longMs)
  expect(found.toSorted((a, b) => Number(a.ready) - Number(b.ready))).toEqual([ill, well, well])
  expect(await queryReplicas(client, 'presence.nobody', longMs)).toEqual([])
  expect([await isPresent(client, 'presence.pay'), await isPresent(client, 'presence.nobody')]).toEqual([true, false])
  await Promise.all([...replicas, client].map((connection) => connection.close()))
})

test('a replica that cannot report its state, or reports an invalid one, is skipped', async () => {
  const [broken, strange, good, client] = await Promise.all([open(), open(), open(), open()])
  showPresence(broken, 'presence.pay', () => Promise.reject(new Error('broken')))
  strange.subscribe('presence.pay', { callback: (_error, message) => void message.respond('{"ready":"perhaps"}') })
  showPresence(good, 'presence.pay', () => Promise.resolve(well))
  await Promise.all([broken, strange, good].map((connection) => connection.flush()))
  expect(await queryReplicas(client, 'presence.pay', longMs)).toEqual([well])
  await Promise.all([broken, strange, good, client].map((connection) => connection.close()))
})
