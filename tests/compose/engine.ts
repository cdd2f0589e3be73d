/** docker and docker compose for the proof: this machine's, or in a box; images from registries, or from packages. */
import path from 'node:path'
import type { Docker } from '@shop/dev/containers/docker.ts'
import type { Command } from '@shop/dev/process/command.ts'
import { output, run } from '@shop/dev/process/run.ts'
import { projectRoot } from '@shop/dev/project.ts'

export type Compose = {
  readonly docker: Docker
  readonly substitutes: boolean // FerretDB instead of mongod
  readonly port: number
}

export class ContainerEngine {
  readonly projectName = 'membership-shop-proof'
  readonly #compose: Compose
  readonly #bySecret = { JWT_SECRET_FILE: path.join(projectRoot, 'deploy', 'secrets', 'jwt_secret') }

  constructor(compose: Compose) {
    this.#compose = compose
  }

  get url(): string {
    return `http://127.0.0.1:${this.#compose.port}`
  }

  get port(): number {
    return this.#compose.port
  }

  get substitutes(): boolean {
    return this.#compose.substitutes
  }

  compose(...args: readonly string[]): Promise<string> {
    const more = this.#compose.substitutes ? ['--file', path.join('deploy', 'compose', 'ferretdb.yml')] : []
    const files = ['--file', 'docker-compose.yml', ...more]
    return output(
      this.#inside('docker', ['compose', '--progress', 'quiet', '--project-name', this.projectName, ...files, ...args]),
    )
  }

  engine(...args: string[]): Promise<string> {
    return output(this.#inside('docker', args))
  }

  /** Of one replica of a service. */
  async container(service: string): Promise<string> {
    return (await this.compose('ps', '--quiet', service)).split('\n')[0] ?? ''
  }

  /** As the kernel does it when memory is short: the engine did not stop it, and starts the container again. */
  async killProcess(service: string): Promise<void> {
    const pid = await this.engine('inspect', '--format', '{{.State.Pid}}', await this.container(service))
    await run(this.#inside('kill', ['-9', pid]))
  }

  /** A program of this project, where the shop's published port can be reached; its lines. */
  async project(
    file: string,
    args: readonly string[],
    take?: (line: string) => void,
    env: Readonly<Record<string, string>> = this.#bySecret,
  ): Promise<string> {
    const command = {
      file: process.execPath,
      args: [file, ...args],
      cwd: projectRoot,
      env,
    }
    const lines: string[] = []
    await run(this.#compose.docker.beside(command), (line) => {
      lines.push(line)
      take?.(line)
    })
    return lines.join('\n')
  }

  /** The names, with their modes, of every file in an image. */
  async files(image: string): Promise<string[]> {
    const id = await this.engine('create', image)
    try {
      const { file, args } = this.#inside('docker', ['export', id])
      const listing = await output({ file: 'sh', args: ['-c', '"$@" | tar -tv', 'sh', file, ...args] })
      return listing.split('\n')
    } finally {
      await this.engine('rm', id)
    }
  }

  #inside(file: string, args: readonly string[]): Command {
    const env = { ROUTER_PORT: String(this.#compose.port) }
    return this.#compose.docker.inside({ file, args, cwd: projectRoot, env })
  }
}
