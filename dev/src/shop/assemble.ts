/** The whole shop put together, ready to be started: `npm start` runs it, and so do the tests of the whole system. */
import path from 'node:path'
import { withoutPassword } from '../engines/engine.ts'
import { mongoEngine } from '../engines/mongo.ts'
import { natsEngine } from '../engines/nats.ts'
import type { NatsSettings } from '@shop/platform/nats-settings.ts'
import { freePort } from '../ports.ts'
import type { ProgressStep } from '../progress.ts'
import { projectRoot } from '../project.ts'
import type { ProcessSpec } from '../supervisor/process-spec.ts'
import { Supervisor } from '../supervisor/supervisor.ts'
import type { SupervisorObserver } from '../supervisor/watched-process.ts'
import { entityEvictions } from './entity-evictions.ts'
import { ProcessReport } from './process-report.ts'
import { jwtSecret } from './secret.ts'
import { serviceProcess, services, subgraphList, subgraphsProcess } from './topology.ts'
import type { ServiceEnvironment, Placed, Ports, ServiceName } from './topology.ts'

export type Plan = {
  readonly dataDir: string
  readonly database: string
  readonly mongoUri: string | undefined // undefined: one of its own
  readonly nats: NatsSettings | undefined // likewise
  readonly durable: boolean // false: the data is not worth waiting for the disk, nor for engines that require a login
  readonly ports: Ports // of the others: any free one
  readonly services: readonly ServiceName[]
  /** The folder of the storefront as it was built; undefined: the router serves none. */
  readonly pages?: string | undefined
  /** The subgraphs as one process, rather than one each. */
  readonly oneProcess?: boolean
  /** Of each service, behind one address; default 1. */
  readonly replicas?: number
  /** The folder of the release whose services run; default: this one. */
  readonly root?: string | undefined
  /** The longest wait before a process that died is started again; milliseconds. */
  readonly restartWithinMs?: number
  /** Environment for all services, and for one. */
  readonly overrides: { readonly all?: ServiceEnvironment } & Readonly<Partial<Record<ServiceName, ServiceEnvironment>>>
}

export type Assembled = {
  readonly supervisor: Supervisor
  readonly url: string // the router's
  readonly mongoUri: string
  readonly natsUrl: string
  /** Addresses of several replicas each; the caller opens and closes the balancers there. */
  readonly balanced: readonly Balanced[]
}

export type Balanced = { readonly port: number; readonly replicas: readonly string[] } // their URLs

/** Gets the engines, which takes minutes the first time, and describes the processes. Nothing runs yet. */
export async function assemble(
  plan: Plan,
  step: ProgressStep,
  output: Omit<SupervisorObserver, 'started'>,
): Promise<Assembled> {
  const { dataDir, durable, overrides } = plan
  const [mongo, nats] = await Promise.all([
    mongoEngine({ uri: plan.mongoUri, dataDir, durable, login: durable, step }),
    natsEngine({ given: plan.nats, dataDir, login: durable, step }),
  ])
  const all = await portsOf(plan)
  const running = all.filter(({ name }) => plan.services.includes(name))
  const env = {
    NODE_ENV: process.env.NODE_ENV || 'development',
    MONGODB_URI: mongo.url,
    MONGODB_DATABASE: plan.database,
    NATS_URL: nats.url,
    ...{ MONGODB_URI_FILE: '', NATS_URL_FILE: '' }, // read before, by the caller
    ...(process.env.JWKS_URL || process.env.JWT_SECRET_FILE
      ? {}
      : { JWT_SECRET: process.env.JWT_SECRET || (await jwtSecret(dataDir)) }),
    ...(process.env.JWKS_URL || isProduction(plan) ? {} : { DEV_LOGIN: process.env.DEV_LOGIN || 'on' }), // where the router can sign tokens
    JWT_SUBJECT: process.env.JWT_SUBJECT || '[A-Za-z0-9_-]{1,64}', // as the subgraphs have it
    SUPERGRAPH: '', // composed from these, whatever else the router may be given
    SUBGRAPHS: subgraphList(running),
    PLAYGROUND_TABS: path.join(projectRoot, 'dev', 'playground'),
    PAGES: plan.pages ?? '',
    EVICTIONS_NATS_URL: nats.url, // used where ENTITY_CACHE_BYTES is set
    ENTITY_EVICTIONS: entityEvictions(),
    ...overrides.all,
  }
  const { replicas = 1 } = plan
  const alone = plan.oneProcess ? running.filter(({ name }) => name === 'router') : running
  const together = plan.oneProcess ? [subgraphsProcess(inOne(plan, running), env)] : []
  const processes = await Promise.all(
    alone.map(({ name, port }) =>
      replicasOf(name, { replicas, root: plan.root }, port, { ...env, ...overrides[name] }),
    ),
  )
  const report = new ProcessReport(dataDir, {
    mongo: { url: withoutPassword(mongo.url) },
    nats: { url: withoutPassword(nats.url) },
  })
  const supervised = [...mongo.processes, ...nats.processes, ...together, ...processes.flat()]
  const observer = { ...output, started: () => report.write(supervisor.processes) }
  const supervisor: Supervisor = new Supervisor(supervised, observer, plan.restartWithinMs)
  const balanced = alone.map(({ port }, index) => ({
    port,
    replicas: (processes[index] ?? []).map(({ url }) => url),
  }))
  return {
    ...{
      supervisor,
      url: `http://127.0.0.1:${all.find(({ name }) => name === 'router')?.port}`,
      mongoUri: mongo.url,
      natsUrl: nats.url,
    },
    balanced: replicas > 1 ? balanced : [],
  }
}

/** Benchmarks measure the shop as production runs it. */
function isProduction({ overrides }: Plan): boolean {
  return (overrides.router?.['NODE_ENV'] ?? overrides.all?.['NODE_ENV'] ?? process.env.NODE_ENV) === 'production'
}

/** The subgraphs of one process. Throws where they cannot be in one: they have one environment, and an address each. */
function inOne({ overrides, replicas = 1 }: Plan, running: readonly Placed[]): readonly Placed[] {
  const subgraphs = running.filter(({ name }) => name !== 'router')
  const [own] = subgraphs.filter(({ name }) => overrides[name])
  if (own) throw new TypeError(`${own.name} has settings of its own: it cannot be in one process with others`)
  if (replicas > 1) throw new TypeError('subgraphs in one process have no replicas')
  return subgraphs
}

/** A service that stands alone has its port for itself; else its replicas are on any, and its port is for what balances them. */
function replicasOf(
  name: ServiceName,
  { replicas: of = 1, root }: Pick<Plan, 'replicas' | 'root'>,
  port: number,
  env: ServiceEnvironment,
): Promise<ProcessSpec[]> {
  const all = Array.from({ length: of }, async (_, index) =>
    serviceProcess(name, of === 1 ? port : await freePort(), env, { replica: index + 1, of, root }),
  )
  return Promise.all(all)
}

/** Of all services, also of those that do not run: so they are found where they would be. */
function portsOf({ ports }: Plan): Promise<readonly Placed[]> {
  return Promise.all(services.map(async (name) => ({ name, port: ports[name] ?? (await freePort()) })))
}
