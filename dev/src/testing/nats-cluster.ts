/** Three nats-servers that keep JetStream together, as a fixture: any two of them go on. */
import { whyNoNats } from '../engines/nats-answers.ts'
import { freePort } from '../ports.ts'
import { NatsServer } from './nats-server.ts'
import { until } from './until.ts'

const names = ['nats-1', 'nats-2', 'nats-3'] as const

export class NatsCluster {
  readonly servers: ReadonlyMap<string, NatsServer>

  private constructor(servers: ReadonlyMap<string, NatsServer>) {
    this.servers = servers
  }

  /** Resolves when they have a leader, a few seconds after they listen. */
  static async start(): Promise<NatsCluster> {
    const routes = await Promise.all(names.map(() => freePort()))
    const peers = routes.map((port) => `nats://127.0.0.1:${port}`).join(', ')
    const started = names.map(async (name, index) => {
      const config = (folder: string) => `
        server_name: ${name}
        jetstream { store_dir: "${folder}", sync_interval: "5s" }
        cluster { name: test, listen: "127.0.0.1:${routes[index]}", routes: [${peers}] }`
      return [name, await NatsServer.start({ config })] as const
    })
    const cluster = new NatsCluster(new Map(await Promise.all(started)))
    const answers = async () => (await whyNoNats({ NATS_URL: cluster.url }, 2_000)) === undefined
    await until('JetStream has a leader', answers, 60_000)
    return cluster
  }

  /** The addresses of all of them. */
  get url(): string {
    return [...this.servers.values()].map(({ host }) => host).join(',')
  }

  async stop(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.stop()))
  }
}
