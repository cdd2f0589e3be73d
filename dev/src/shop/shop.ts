/** The whole shop as a fixture: tests of the whole system are written against it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { dropDatabase } from '../engines/database.ts'
import { silent } from '../progress.ts'
import type { WatchedProcess } from '../supervisor/watched-process.ts'
import { assemble, type Assembled, type Plan } from './assemble.ts'
import { Balancer } from './balancer.ts'
import { settle } from './settle.ts'
import { engineNames, services, type EngineName, type ReplicaName } from './topology.ts'

/** `ownEngines`: also a MongoDB of its own, to kill; else MONGODB_URI's, where that is set, with a database of its own. */
export type ShopOptions = Partial<
  Pick<Plan, 'ports' | 'services' | 'overrides' | 'replicas' | 'oneProcess' | 'pages' | 'nats' | 'root'>
> & {
  readonly ownEngines?: boolean
}

export class Shop {
  readonly database: string
  /** Where its engines keep their data, for what a test does to that. */
  readonly dataDir: string
  readonly #assembled: Assembled
  readonly #afterwards: () => Promise<void>

  private constructor(dataDir: string, assembled: Assembled, afterwards: () => Promise<void>) {
    this.dataDir = dataDir
    this.database = path.basename(dataDir)
    this.#assembled = assembled
    this.#afterwards = afterwards
  }

  /** A shop with data of its own, on any free ports, all processes ready. */
  static async start({
    ports = {},
    services: included = services,
    overrides = {},
    ownEngines = false,
    replicas = 1,
    oneProcess = false,
    pages,
    nats,
    root,
  }: ShopOptions = {}): Promise<Shop> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'shop-'))
    const database = path.basename(dataDir)
    const mongoUri = ownEngines ? undefined : process.env.MONGODB_URI || undefined
    const all = { LOG_LEVEL: process.env.LOG_LEVEL || 'fatal', ...overrides.all }
    const plan = {
      dataDir,
      database,
      mongoUri,
      nats,
      durable: false,
      restartWithinMs: 250,
      ports,
      services: included,
      overrides: { ...overrides, all },
      replicas,
      oneProcess,
      pages,
      root,
    }
    const print = (line: string): void => void process.stderr.write(`${line}\n`)
    const isEngine = (source: string): boolean => engineNames.some((name) => name === source)
    const line = (source: string, text: string): void => {
      if (process.env.LOG_LEVEL || !isEngine(source)) print(`${source}: ${text}`) // engines complain when others are killed
    }
    const observer = { line, news: () => {} }
    const assembled = await assemble(plan, silent, observer)
    const open = assembled.balanced.map(({ port, replicas: urls }) => Balancer.open(port, urls))
    const balancers = await Promise.all(open)
    const leaveNothing = async (): Promise<void> => {
      await Promise.all(balancers.map((balancer) => balancer.close()))
      if (mongoUri) await dropDatabase(mongoUri, database)
      await rm(dataDir, { recursive: true, force: true })
    }
    await assembled.supervisor.start().catch(async (error: unknown) => {
      await leaveNothing()
      throw error
    })
    return new Shop(dataDir, assembled, leaveNothing)
  }

  /** Where clients reach it: the router. */
  get url(): string {
    return this.#assembled.url
  }

  get mongoUri(): string {
    return this.#assembled.mongoUri
  }

  get natsUrl(): string {
    return this.#assembled.natsUrl
  }

  /** One process: its accidents (`kill`), its `restart`. Throws where this shop runs none of this name. */
  process(name: ReplicaName | EngineName): WatchedProcess {
    return this.#assembled.supervisor.process(name)
  }

  /** Resolves when no event is under way any more; rejects, saying what is, where that takes longer than `withinMs`. */
  settle(withinMs = 30_000): Promise<void> {
    return settle({ mongoUri: this.mongoUri, natsUrl: this.natsUrl, database: this.database, withinMs })
  }

  /** Stops all processes, the last started first, and leaves nothing behind. */
  async stop(): Promise<void> {
    await this.#assembled.supervisor.stop()
    await this.#afterwards()
  }
}
