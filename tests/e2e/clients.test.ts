/**
 * The clients of docs/clients.md, as they stand there: each follows a delivery while the router is killed, through expired tokens,
 * and ends with the error where there is no such order.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findOnPath } from '@shop/dev/process/path.ts'
import { until } from '@shop/dev/testing/until.ts'
import { ADD_POINTS, ADD_PRODUCT, ADVANCE, deliveryBecomes, newId } from './shopping.ts'
import { data } from '../component/shopping.ts'
import { admin } from '../component/tokens.ts'
import { PatientClient } from '../clients/patient.ts'
import { writeDocumented } from '../clients/documented.ts'
import { shortTokens } from '../clients/short-tokens.ts'
import { openShop } from './open-shop.ts'

const open = openShop()
const WAY = ['PREPARING', 'SHIPPED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']
const WITHIN_MS = 180_000 // Go compiles its standard library first

let documented: Awaited<ReturnType<typeof writeDocumented>>
const productId = newId('tea')

beforeAll(async () => {
  documented = await writeDocumented(open.running.url)
  const product = { id: productId, name: 'Tea', price: 1, stock: 1_000 }
  await data(open.router.request(ADD_PRODUCT, { input: product }, admin))
  await data(open.router.request(ADD_POINTS, { input: { userId: 'alice', amount: 1_000 } }, admin))
})
afterAll(() => documented?.dispose())

class Program {
  readonly lines: string[] = []
  readonly #process: ChildProcess
  readonly #name: string
  #said = ''
  #exit: number | null | undefined

  constructor(name: string, file: string, args: readonly string[], cwd = documented.folder) {
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
async function nodeProgram(name: string, code: string, folder = documented.folder): Promise<Program> {
  const file = `run-${newId(name)}.ts`
  await writeFile(path.join(folder, file), code)
  return new Program(name, process.execPath, [file], folder)
}

async function placed(): Promise<string> {
  const code = `import { placeOrder } from './place-order.ts'
    console.log(await placeOrder('${productId}', 1, '1 Main St'))`
  const program = await nodeProgram('place', code)
  await program.ends()
  return program.lines[0] ?? ''
}

const following = (name: string) => (orderId: string, folder?: string) =>
  nodeProgram(
    name,
    `import { follow } from './follow-${name}.ts'
     await follow('${orderId}', (status) => console.log(status))
     process.exit()`,
    folder,
  )

/** Relay's own way to a subscription is through its compiler; this is what it calls in the end. */
const relay = (orderId: string) =>
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
  )

const foreign = (program: string, ...args: readonly string[]) => {
  const found = findOnPath(program)
  if (!found) return undefined
  return (orderId: string, folder?: string) => Promise.resolve(new Program(program, found, [...args, orderId], folder))
}

const clients = {
  'graphql-ws': following('graphql-ws'),
  'Apollo Client': following('apollo'),
  urql: following('urql'),
  Relay: relay,
  EventSource: following('eventsource'),
  Python: foreign('python3', 'follow.py'),
  Go: foreign('go', 'run', 'follow.go'),
  Java: foreign('java', 'Follow.java'),
}

test('each receives every step of a delivery once and in order, though the router is killed between', async () => {
  const runs: { readonly name: string; readonly orderId: string; readonly program: Program }[] = []
  try {
    for (const [name, start] of Object.entries(clients)) {
      if (!start) continue // the language is not on this machine
      const orderId = await placed()
      await deliveryBecomes(open.router, orderId, 'PREPARING')
      const program = await start(orderId)
      runs.push({ name, orderId, program })
      await program.says(1)
    }
    open.running.process('router').kill('SIGKILL')
    const carrier = new PatientClient(open.running)
    for (const to of WAY.slice(1))
      for (const { orderId } of runs) await carrier.request('fast', 'carrier', ADVANCE, { input: { orderId, to } })
    for (const { program } of runs) await program.ends()
    const received = runs.map(({ name, program }) => [name, program.lines])
    expect(received).toEqual(runs.map(({ name }) => [name, WAY]))
    expect(runs.length).toBeGreaterThanOrEqual(5)
  } finally {
    for (const { program } of runs) program.kill()
  }
}, 600_000)

test.each(['graphql-ws', 'Apollo Client', 'EventSource', 'Python'] as const)(
  '%s goes on after the last cursor when its token expires in the stream',
  async (name) => {
    const shop = await shortTokens(open.running.url)
    const { folder, dispose } = await writeDocumented(shop.url)
    let program: Program | undefined
    try {
      const orderId = await placed()
      await deliveryBecomes(open.router, orderId, 'PREPARING')
      program = await clients[name]?.(orderId, folder)
      if (!program) return // the language is not on this machine
      await program.says(1)
      const carrier = new PatientClient(open.running)
      for (const [steps, to] of WAY.slice(1).entries()) {
        const logins = shop.logins()
        await until(`${name} logs in again`, () => shop.logins() > logins, WITHIN_MS)
        await carrier.request('fast', 'carrier', ADVANCE, { input: { orderId, to } })
        await program.says(steps + 2)
      }
      await program.ends()
      expect(program.lines).toEqual(WAY)
    } finally {
      program?.kill()
      await shop.dispose()
      await dispose()
    }
  },
  600_000,
)

test('each ends with the error of an unknown order', async () => {
  const programs: Program[] = []
  try {
    for (const start of Object.values(clients)) {
      const program = await start?.('01900000-0000-7000-8000-000000000000')
      if (!program) continue // the language is not on this machine
      programs.push(program)
      expect(await program.fails()).toContain('01900000-0000-7000-8000-000000000000')
    }
    expect(programs.flatMap(({ lines }) => lines)).toEqual([])
    expect(programs.length).toBeGreaterThanOrEqual(5)
  } finally {
    for (const program of programs) program.kill()
  }
}, 600_000)

test('Apollo Client orders while the router is away, receives a rejection, and its cache has the stock', async () => {
  const few = newId('few')
  await data(open.router.request(ADD_PRODUCT, { input: { id: few, name: 'Few', price: 1, stock: 5 } }, admin))
  const code = `import { gql } from '@apollo/client'
    import { client } from './apollo.ts'
    import { ORDER, PLACE_ORDER } from './order-apollo.ts'
    const product = { query: gql('query ($id: ID!) { product(id: $id) { id stock } }'), variables: { id: '${few}' } }
    const ordered = async (quantity) => {
      const input = { productId: '${few}', quantity, address: '1 Main St', idempotencyKey: crypto.randomUUID() }
      const { data } = await client.mutate({ mutation: PLACE_ORDER, variables: { input } })
      const variables = { orderId: data.placeOrder.id }
      return new Promise((resolve, reject) => {
        client.subscribe({ query: ORDER, variables }).subscribe(({ data, error }) => {
          if (error) return reject(error)
          const { status, rejection } = data.orderStatusChanged.order
          if (status !== 'PENDING') resolve(status + ' ' + rejection)
        })
      })
    }
    await client.query(product)
    console.log(await ordered(2), client.readQuery(product).product.stock)
    console.log(await ordered(4), client.readQuery(product).product.stock)
    process.exit()`
  open.running.process('router').kill('SIGKILL')
  const program = await nodeProgram('order', code)
  try {
    await program.ends()
    expect(program.lines).toEqual(['CONFIRMED null 3', 'REJECTED OUT_OF_STOCK 3'])
  } finally {
    program.kill()
  }
}, 600_000)
