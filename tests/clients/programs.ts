/** The clients of docs/clients.md as programs, each of which follows the delivery of an order. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findOnPath } from '@shop/dev/process/path.ts'
import { until } from '@shop/dev/testing/until.ts'

export const WITHIN_MS = 300_000 // Go compiles its standard library first, beside the others

/** A client that runs: what it prints, a line for each status, and how it ends. */
export class ClientProgram {
  readonly lines: string[] = []
  readonly #process: ChildProcess
  readonly #name: string
  #said = ''
  #exit: number | null | undefined

  constructor(name: string, file: string, args: readonly string[], cwd: string) {
    this.#name = name
    const env = { ...process.env, NODE_OPTIONS: '', GO111MODULE: 'off' }
    this.#process = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env })
    let remaining = ''
    this.#process.stdout?.on('data', (chunk: Buffer) => {
      const lines = `${remaining}${chunk.toString()}`.split('\n')
      remaining = lines.pop() ?? ''
      this.lines.push(...lines)
    })
    this.#process.stderr?.on('data', (chunk: Buffer) => (this.#said += chunk.toString()))
    this.#process.on('close', (code) => (this.#exit = code))
  }

  async says(count: number): Promise<void> {
    const enough = (): boolean => this.lines.length >= count || this.#exit !== undefined
    await until(`${this.#name}: ${count} lines`, enough, WITHIN_MS)
    if (this.lines.length < count) throw new Error(`${this.#name} ended after ${this.lines.join()}: ${this.#said}`)
  }

  async ends(): Promise<void> {
    await until(`${this.#name} ends`, () => this.#exit !== undefined, WITHIN_MS)
    if (this.#exit !== 0) throw new Error(`${this.#name} ended with ${this.#exit}: ${this.#said}`)
  }

  /** What it said of the error that ended it. */
  async fails(): Promise<string> {
    await until(`${this.#name} fails`, () => this.#exit !== undefined, WITHIN_MS)
    if (this.#exit === 0) throw new Error(`${this.#name} ended as if all were well, after ${this.lines.join()}`)
    return this.#said
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }
}

/** Runs what a module of the document exports. */
export async function nodeProgram(name: string, code: string, folder: string): Promise<ClientProgram> {
  const file = `run-${name}-${randomUUID()}.ts`
  await writeFile(path.join(folder, file), code)
  return new ClientProgram(name, process.execPath, [file], folder)
}

const following =
  (name: string, first = '') =>
  (orderId: string, folder: string) =>
    nodeProgram(
      name,
      `${first}import { follow } from './follow-${name}.ts'
     await follow('${orderId}', (status) => console.log(status))
     process.exit()`,
      folder,
    )

/** Relay's own way to a subscription is through its compiler; this is what it calls in the end. */
const relay = (orderId: string, folder: string) =>
  nodeProgram(
    'relay',
    `import { environment, getDataID } from './relay.ts'
     const text = 'subscription ($orderId: ID!, $after: String) { deliveryStatusChanged(orderId: $orderId, after: $after) { cursor status } }'
     if (getDataID({ id: '1' }, 'Order') === getDataID({ id: '1' }, 'Delivery')) throw new Error('they are one record')
     const request = { name: 'Delivery', operationKind: 'subscription', text, metadata: {}, id: null }
     environment.getNetwork().execute(request, { orderId: '${orderId}' }, {}).subscribe({
       next: ({ data }) => console.log(data.deliveryStatusChanged.status),
       error: (error) => { throw error },
       complete: () => process.exit(),
     })`,
    folder,
  )

const foreign = (program: string, ...args: readonly string[]) => {
  const found = findOnPath(program)
  if (!found) return undefined
  return (orderId: string, folder: string) =>
    Promise.resolve(new ClientProgram(program, found, [...args, orderId], folder))
}

/** By name; undefined where the language is not on this machine. `folder`: that of the document's files. */
export const clients = {
  'graphql-ws': following('graphql-ws'),
  'Apollo Client': following('apollo'),
  'Apollo Client over WebSocket': following('apollo', "import './apollo-websocket.ts'\n"),
  urql: following('urql'),
  Relay: relay,
  EventSource: following('eventsource'),
  Python: foreign('python3', 'follow.py'),
  Go: foreign('go', 'run', 'follow.go'),
  Java: foreign('java', 'Follow.java'),
}
