/** The shop's engines behind a tap for each service, which counts the service's requests and the answers. */
import { mongoEngine } from '@shop/dev/engines/mongo.ts'
import { natsEngine } from '@shop/dev/engines/nats.ts'
import { subgraphs, type ServiceEnvironment, type ServiceName } from '@shop/dev/shop/topology.ts'
import { Supervisor } from '@shop/dev/supervisor/supervisor.ts'
import { mongoReader } from '../../traffic/mongo-wire.ts'
import { natsReader } from '../../traffic/nats-wire.ts'
import { postgresWork } from '../../traffic/postgres-work.ts'
import { TrafficTally } from '../../traffic/tally.ts'
import { openTap, type WireReader } from '../../traffic/tap.ts'
import { type RunningSystem, step } from '../running.ts'
import type { WorkDone } from '../system.ts'

export type CountedEngines = {
  readonly mongoUri: string
  readonly natsUrl: string
  /** Where each service finds its own tap. */
  readonly overrides: Readonly<Partial<Record<ServiceName, ServiceEnvironment>>>
  readonly workDone: () => Promise<WorkDone>
}

export async function startCountedEngines(running: RunningSystem): Promise<CountedEngines> {
  const { dataDir, mongoUri: uri, observer } = running
  const mongo = await mongoEngine({ uri, dataDir, durable: true, login: true, step })
  const nats = await natsEngine({ given: undefined, dataDir, login: true, step })
  const processes = [...mongo.processes, ...nats.processes]
  const supervisor = new Supervisor(processes, { ...observer, started: () => Promise.resolve() })
  await step('Starting the engines', () => running.supervise(supervisor))
  const tapped = await Promise.all(
    subgraphs.map(async (name) => {
      const [ofMongo, ofNats] = [new TrafficTally(), new TrafficTally()]
      const MONGODB_URI = await through(running, mongo.url, () => mongoReader(ofMongo))
      const NATS_URL = await through(running, nats.url, () => natsReader(ofNats))
      return { name, env: { MONGODB_URI, NATS_URL }, ofMongo, ofNats }
    }),
  )
  const postgres = processes.find(({ name }) => name === 'postgres')
  return {
    mongoUri: mongo.url,
    natsUrl: nats.url,
    overrides: Object.fromEntries(tapped.map(({ name, env }) => [name, env])),
    workDone: async () => ({
      traffic: Object.fromEntries(
        tapped.flatMap(({ name, ofMongo, ofNats }) => [
          [`${name}, MongoDB`, ofMongo.amounts],
          [`${name}, NATS`, ofNats.amounts],
        ]),
      ),
      postgres: postgres && (await postgresWork(postgres.url)),
    }),
  }
}

/** The same address, but for the port: of a tap before it. */
async function through(running: RunningSystem, url: string, reader: () => WireReader): Promise<string> {
  const { hostname, port } = new URL(url)
  const tap = await openTap({ host: hostname, port: Number(port) }, reader)
  running.beforeStop(tap.close)
  return url.replace(`${hostname}:${port}`, `127.0.0.1:${tap.port}`)
}
