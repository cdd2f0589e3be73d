/** The federation audit of The Guild: its subgraphs, their supergraphs, and what queries have to be answered with. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '@shop/dev/ports.ts'
import { Obstacle } from '@shop/dev/obstacle.ts'
import { z } from 'zod'

const run = promisify(execFile)

/** It is on no registry. */
export const REPOSITORY = 'https://github.com/graphql-hive/federation-gateway-audit'
const COMMIT = 'f59c05e'
/** Of its development, what its subgraphs need to run; the rest are other gateways. */
const TOOLS = ['tsx@4.22.4', 'prettier@3.8.3', 'graphql@^16.13.1']
const STARTS_WITHIN_MS = 120_000

const Cases = z.array(
  z.object({
    query: z.string(),
    /** `errors`: whether there are some; none: either will do. */
    expected: z.object({ data: z.unknown().optional(), errors: z.boolean().optional() }),
  }),
)
export type AuditCase = z.output<typeof Cases>[number]

/** Its checkout in the user's cache, made where it is not there yet. */
export async function auditFolder(repository: string, say: (line: string) => void): Promise<string> {
  const cache = process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache')
  const folder = path.join(cache, 'supergraph-router', 'conformance', `federation-gateway-audit-${COMMIT}`)
  const ready = path.join(folder, 'node_modules', 'tsx', 'package.json')
  if (
    await access(ready).then(
      () => true,
      () => false,
    )
  )
    return folder
  say(`the federation audit is fetched from ${repository} (once, a minute) ...`)
  await rm(folder, { recursive: true, force: true })
  await run('git', ['clone', '--quiet', repository, folder]).catch((cause: unknown) => {
    throw new Obstacle(`${repository} cannot be cloned: name a copy with --repository`, { cause })
  })
  await run('git', ['-C', folder, 'checkout', '--quiet', COMMIT])
  await run('npm', ['pkg', 'delete', 'devDependencies', 'peerDependencies'], { cwd: folder })
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...TOOLS], { cwd: folder })
  return folder
}

export class AuditServer {
  readonly #url: string
  readonly #child: ChildProcess

  private constructor(url: string, child: ChildProcess) {
    this.#url = url
    this.#child = child
  }

  static async start(folder: string): Promise<AuditServer> {
    const port = await freePort()
    const args = [path.join(folder, 'node_modules/tsx/dist/cli.mjs'), 'src/cli.ts', 'serve', '--port', String(port)]
    const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore', detached: true })
    const server = new AuditServer(`http://localhost:${port}`, child)
    const end = performance.now() + STARTS_WITHIN_MS
    while (!(await server.ids().catch(() => undefined))) {
      if (child.exitCode !== null || performance.now() > end)
        throw new Obstacle(`${folder} does not start: remove it, and it is fetched anew`)
      await after(200)
    }
    return server
  }

  async ids(): Promise<readonly string[]> {
    return z.array(z.string()).parse(await this.#json('ids'))
  }

  async supergraph(id: string): Promise<string> {
    return (await fetch(`${this.#url}/${id}/supergraph`)).text()
  }

  async cases(id: string): Promise<readonly AuditCase[]> {
    return Cases.parse(await this.#json(`${id}/tests`))
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit')
    if (this.#child.pid !== undefined && this.#child.exitCode === null) process.kill(-this.#child.pid, 'SIGTERM') // tsx has a child of its own
    await exited
  }

  async #json(what: string): Promise<unknown> {
    return (await fetch(`${this.#url}/${what}`)).json()
  }
}
