/** The same saga on Restate: its server, the services of bench/saga/peers/restate, and the same MongoDB. Orders come in through its HTTP ingress. */
import { setTimeout as delay } from 'node:timers/promises'
import { mongoEngine } from '@shop/dev/engines/mongo.ts'
import type { ProcessSpec } from '@shop/dev/supervisor/process-spec.ts'
import { Supervisor } from '@shop/dev/supervisor/supervisor.ts'
import { MongoClient } from 'mongodb'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { poster } from '../http.ts'
import { RunningSystem, step } from '../running.ts'
import type { OnPrepared, ShopSize, System } from '../system.ts'
import { mongoVersion } from '../versions.ts'
import { fill, productId, unitsSold, userId } from './data.ts'
import { installPeer, peerVersions } from './install.ts'
import { restateServer } from './server.ts'
import { peerServices, type PeerShape } from './services.ts'

export type RestateOptions = { readonly size: ShopSize; readonly connections: number; readonly shape: PeerShape }

const shapes: Readonly<Record<PeerShape, string>> = {
  workflow: 'one workflow that does every step itself, in one process',
  objects1: 'a workflow that calls virtual objects (product, account) and services (delivery, mypage), in one process',
  objects5:
    'a workflow that calls virtual objects (product, account) and services (delivery, mypage), in five processes',
}
const settleMs = 120_000

export async function startRestate({ size, connections, shape }: RestateOptions): Promise<System> {
  await installPeer(step)
  const running = await RunningSystem.create('restate')
  const { dataDir, database, mongoUri, observer } = running
  const mongo = await mongoEngine({ uri: mongoUri, dataDir, durable: true, step })
  const server = await restateServer(dataDir)
  const services = await peerServices(shape, { MONGODB_URI: mongo.url, MONGODB_DATABASE: database })

  let listener: OnPrepared = () => {}
  const line = (name: string, text: string): void => {
    if (text.startsWith('prepared ')) listener(text.slice('prepared '.length))
    else observer.line(name, text)
  }
  const processes = [...mongo.processes, server.spec, ...services]
  const supervisor = new Supervisor(processes, { ...observer, line, started: () => Promise.resolve() })
  await step('Starting Restate', () => running.supervise(supervisor))
  for (const service of services) await registerService(server.admin, service)

  const client = await new MongoClient(mongo.url).connect()
  running.beforeStop(() => client.close())
  const db = client.db(database)
  await step('Adding products and users', () => fill(db, size))
  const http = poster(server.ingress, connections)
  running.beforeStop(http.close)
  return {
    name: `Restate, ${shape}`,
    settings: [
      'Restate server and SDK from npm with their own default settings, telemetry off, NODE_ENV=production',
      shapes[shape],
      "orders through Restate's HTTP ingress (send), which answers once they are stored durably",
    ],
    versions: {
      MongoDB: await mongoVersion(mongo.url),
      ...peerVersions(['@restatedev/restate-server', '@restatedev/restate-sdk']),
    },
    processes: () => running.processes,
    place: async ({ user, product }) => {
      const orderId = uuidv7()
      const request = { userId: userId(user), productId: productId(product), quantity: 1 }
      await http.post(
        `/order/${orderId}/run/send`,
        JSON.stringify({ ...request, address: '1 Harbour Road, Port Town' }),
      )
      return orderId
    },
    watch: (prepared) => {
      listener = prepared
    },
    unitsSold: () => unitsSold(db, size),
    settle: () => invocationsSettled(server.admin, settleMs),
    stop: () => running.stop(),
  }
}

/** Registers the services with Restate, which then discovers what they offer. */
async function registerService(admin: string, { name, url }: ProcessSpec): Promise<void> {
  const answer = await postAdmin(`${admin}/deployments`, { uri: url })
  if (!answer.ok) throw new Error(`Restate does not take ${name}: ${await answer.text()}`)
}

const Counted = z.object({ rows: z.array(z.object({ open: z.number() })) })

/** Resolves when no invocation is under way. */
async function invocationsSettled(admin: string, withinMs: number): Promise<void> {
  const query = "SELECT count(*) AS open FROM sys_invocation WHERE status <> 'completed'"
  const started = performance.now()
  for (;;) {
    const answer = await postAdmin(`${admin}/query`, { query })
    const open = Counted.parse(await answer.json()).rows[0]?.open
    if (open === 0) return
    if (performance.now() - started > withinMs) throw new Error(`Restate still has ${open} invocations under way`)
    await delay(100)
  }
}

function postAdmin(url: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
}
