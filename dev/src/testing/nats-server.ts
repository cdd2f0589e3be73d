/** A nats-server with settings of a test's own, as a fixture. */
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { natsProgram } from '../engines/nats.ts'
import { freePort } from '../ports.ts'
import { Child } from '../process/child.ts'
import { silent } from '../progress.ts'
import { until } from './until.ts'

export type NatsServerOptions = {
  /** What its configuration has beside the address. */
  readonly config?: string | ((folder: string) => string)
  readonly port?: number
  readonly env?: Readonly<Record<string, string>>
}

export class NatsServer {
  /** What it has logged. */
  readonly lines: string[] = []
  readonly port: number
  readonly #folder: string
  readonly #env: Readonly<Record<string, string>>
  #child: Child | undefined

  private constructor(port: number, folder: string, env: Readonly<Record<string, string>>) {
    this.port = port
    this.#folder = folder
    this.#env = env
  }

  /** Resolves when it listens. */
  static async start({ config = '', port, env = {} }: NatsServerOptions = {}): Promise<NatsServer> {
    const folder = await mkdtemp(path.join(tmpdir(), 'nats-'))
    const server = new NatsServer(port ?? (await freePort()), folder, env)
    const text = typeof config === 'string' ? config : config(folder)
    await writeFile(path.join(folder, 'nats.conf'), `listen: "127.0.0.1:${server.port}"\n${text}\n`)
    await server.run()
    return server
  }

  get host(): string {
    return `127.0.0.1:${this.port}`
  }

  /** Once more, after it was killed, on what it has kept. */
  async run(): Promise<void> {
    const command = {
      file: await natsProgram(silent),
      args: ['-c', path.join(this.#folder, 'nats.conf')],
      env: this.#env,
    }
    const child = (this.#child = await Child.spawn(command, (line) => this.lines.push(line)))
    let ended = false
    void child.exited.then(() => (ended = true))
    await until('nats-server listens', async () => {
      if (ended) throw new Error(`nats-server ended: ${child.lastLines.join('\n')}`)
      return listens(this.port)
    })
  }

  async signal(signal: NodeJS.Signals): Promise<void> {
    if (!this.#child) return
    process.kill(this.#child.identity.pid, signal)
    if (signal === 'SIGKILL') await this.#child.exited
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async stop(): Promise<void> {
    await this.signal('SIGKILL').catch(() => undefined) // it may be gone already
    await rm(this.#folder, { recursive: true, force: true })
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
