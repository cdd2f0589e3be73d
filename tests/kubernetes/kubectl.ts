/** kubectl, with the caller's configuration. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify, types } from 'node:util'
import { errorCode, errorMessage, Obstacle } from '@shop/dev/obstacle.ts'
import { eachLine } from '@shop/dev/process/lines.ts'

const run = promisify(execFile)

export class Kubectl {
  readonly #program: string
  readonly #args: readonly string[]
  readonly namespace = 'shop'

  /** `command`: "kubectl", or what has to stand before its own arguments. */
  constructor(command: string, context: string | undefined) {
    const [program = 'kubectl', ...args] = command.split(' ').filter(Boolean)
    this.#program = program
    this.#args = [...args, ...(context === undefined ? [] : ['--context', context])]
  }

  /** What it prints. Rejects with an Obstacle that has what it complains of, in one line. */
  async run(...args: readonly string[]): Promise<string> {
    const { stdout } = await run(this.#program, [...this.#args, '-n', this.namespace, ...args], {
      maxBuffer: 64 * 1_024 * 1_024,
    }).catch(complaintOf(this.#program))
    return stdout.trim()
  }

  async names(kind: string, selector?: string): Promise<string[]> {
    const chosen = selector === undefined ? [] : ['-l', selector]
    const output = await this.run('get', kind, ...chosen, '-o', 'jsonpath={.items[*].metadata.name}')
    return output.split(' ').filter(Boolean)
  }

  async apply(resource: object): Promise<void> {
    const child = run(this.#program, [...this.#args, '-n', this.namespace, 'apply', '-f', '-'])
    child.child.stdin?.end(JSON.stringify(resource))
    await child.catch(complaintOf(this.#program))
  }

  /** Whether it refuses, and with which words. */
  async refusal(...args: readonly string[]): Promise<string | undefined> {
    return this.run(...args).then(
      () => undefined,
      (error: unknown) => errorMessage(error),
    )
  }

  /** A port of this machine that leads into the cluster until it is closed. */
  async forward(target: string, port: number): Promise<{ readonly port: number; readonly close: () => void }> {
    const args = [...this.#args, '-n', this.namespace, 'port-forward', target, `:${port}`]
    const child = spawn(this.#program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const said: string[] = []
    eachLine(child.stdout, (line) => {
      const found = /127\.0\.0\.1:(\d+)/.exec(line)?.[1]
      if (found) resolve(Number(found))
    })
    eachLine(child.stderr, (line) => said.push(line))
    void once(child, 'exit').then(() => reject(new Obstacle(`port-forward to ${target} ended: ${said.join(' ')}`)))
    return { port: await promise, close: () => void child.kill() }
  }
}

const complaintOf =
  (program: string) =>
  (error: unknown): never => {
    if (errorCode(error) === 'ENOENT')
      throw new Obstacle(`--kubectl: there is no ${program} on the PATH. Install kubectl, or say where it is.`)
    const printed = types.isNativeError(error) && 'stderr' in error ? String(error.stderr).trim() : ''
    if (printed === '') throw error
    throw new Obstacle(`kubectl: ${printed.replaceAll(/\s+/g, ' ')}`)
  }
