/** A service and a restore that begin in one moment, and a restore that overtakes a service which was cut off. */

import { contract } from '@shop/contract/catalog.ts'
import { errors, type NatsConnection } from '@nats-io/transport-node'
import { NatsServer } from '@shop/dev/testing/nats-server.ts'
import { until } from '@shop/dev/testing/until.ts'
import { announce } from '@shop/events/messaging/announcing.ts'
import { LateStreams } from '@shop/events/messaging/late-streams.ts'
import { isPresent } from '@shop/events/messaging/presence.ts'
import { markRestored, markRestoring } from '@shop/events/restored.ts'
import type { ServiceRuntime } from '@shop/events/runtime.ts'
import { Health } from '@shop/platform/health.ts'
import type { LateNats } from '@shop/platform/late-nats.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectNats } from '@shop/platform/nats.ts'
import { Shutdown } from '@shop/platform/shutdown.ts'
import { createMetrics } from '@shop/platform/metrics.ts'
import { log, type Machinery, openMachinery } from './machinery.ts'

const presence = 'presence.pay'

let machinery: Machinery
let nats: NatsConnection
let shutdown: Shutdown
let failed: Promise<unknown>
const lines: string[] = []
const destination = { write: (line: string) => void lines.push(line) }
beforeEach(async () => {
  lines.length = 0
  machinery = await openMachinery()
  nats = await connectNats({
    ...{ settings: { NATS_URL: machinery.engines.natsUrl }, name: 'pay', log },
    signal: AbortSignal.timeout(60_000),
  })
  shutdown = new Shutdown({ log, graceMs: 10_000 })
})
afterEach(async () => {
  await shutdown.close()
  await nats.close()
  await machinery.close()
})

/** Resolves when the service may begin. */
async function begin(late: LateNats): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<unknown>()
  failed = promise
  const runtime: ServiceRuntime = {
    ...{
      name: 'pay',
      log: createLog({ name: 'pay', level: 'warn', pretty: false, destination }),
      metrics: createMetrics('test'),
      health: new Health(),
      shutdown,
      fail: resolve,
    },
    config: { MONGODB_DATABASE: machinery.database.databaseName, EVENTS_ADMIN: 'on', ACK_WAIT_MS: 5_000 },
  }
  const streams = await LateStreams.open(runtime, contract, late)
  await announce(runtime, { mongo: { db: machinery.database } }, contract, streams)
}

const mongo = () => ({ db: machinery.database })
const there = (connection: NatsConnection): LateNats => ({ connection, connected: Promise.resolve(connection) })
const isSeen = () => isPresent(machinery.nats, presence)
const overtaken = { message: expect.stringContaining('it has to begin anew') }

test('a service that begins in the moment in which a restore does waits for its end, and is not in its way', async () => {
  const seen: boolean[] = []
  /** It has looked for a restore when that begins, and is not to be seen yet. */
  const marking = new Proxy(nats, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name)
      if (name !== 'flush' || seen.length > 0) return typeof member === 'function' ? member.bind(target) : member
      return async () => {
        await target.flush()
        seen.push(await isSeen())
        if (seen.length === 1) await markRestoring(mongo(), 'backups/monday')
      }
    },
  })
  const order: string[] = []
  const begun = begin(there(marking)).then(() => order.push('begun'))
  await until('it has shown itself, and is gone again', async () => seen.length > 0 && !(await isSeen()), 60_000)
  expect(seen).toEqual([true])
  order.push('restored')
  await markRestored(mongo())
  await begun
  expect([order, await isSeen()]).toEqual([['restored', 'begun'], true])
})

test('a service begins though the connection to NATS breaks in the moment in which it shows itself', async () => {
  let flushes = 0
  const breaking = new Proxy(nats, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name)
      if (name !== 'flush') return typeof member === 'function' ? member.bind(target) : member
      return () => {
        flushes += 1
        return flushes === 1 ? Promise.reject(new errors.RequestError('connection disconnected')) : target.flush()
      }
    },
  })
  await begin(there(breaking))
  expect([flushes, await isSeen()]).toEqual([2, true])
})

test('a service does not begin before the end of a restore, be it that NATS is away', async () => {
  await markRestoring(mongo(), 'backups/monday')
  const order: string[] = []
  const begun = begin({ connection: undefined, connected: new Promise(() => {}) }).then(() => order.push('begun'))
  await until('it has looked twice', () => lines.filter((line) => line.includes('the end of a restore')).length >= 2)
  order.push('restored')
  await markRestored(mongo())
  await begun
  expect(order).toEqual(['restored', 'begun'])
})

test('a service that began while NATS was away ends where a restore has begun meanwhile', async () => {
  const { promise: connected, resolve: comes } = Promise.withResolvers<NatsConnection>()
  await begin({ connection: undefined, connected })
  await markRestoring(mongo(), 'backups/monday')
  comes(nats)
  expect(await failed).toMatchObject(overtaken)
})

test('a service that begins while NATS is away ends as soon as a restore begins', async () => {
  await begin({ connection: undefined, connected: new Promise(() => {}) })
  await markRestoring(mongo(), 'backups/monday')
  expect(await failed).toMatchObject(overtaken)
})

test('a service that is cut off from NATS ends as soon as a restore begins', async () => {
  const server = await NatsServer.start({ config: (folder) => `jetstream { store_dir: "${folder}" }` })
  const settings = { NATS_URL: server.host }
  const alone = await connectNats({ settings, name: 'pay', log, signal: AbortSignal.timeout(60_000) })
  await begin(there(alone))
  await server.stop()
  await markRestoring(mongo(), 'backups/monday')
  expect(await failed).toMatchObject(overtaken)
  await alone.close()
})

test('a service that was cut off from NATS ends where a restore was finished meanwhile, and goes on where there was none', async () => {
  await begin(there(nats))
  const cutOff = async () => {
    const reconnected = (async () => {
      for await (const { type } of nats.status()) if (type === 'reconnect') return
    })()
    machinery.engines.process('nats').kill('SIGKILL')
    await reconnected
  }
  await cutOff()
  await until('it is seen again', isSeen, 60_000)
  await markRestoring(mongo(), 'backups/monday')
  await markRestored(mongo())
  await cutOff()
  expect(await failed).toMatchObject(overtaken)
})
