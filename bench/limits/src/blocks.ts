/** For how long the hardest documents that the limits let through keep the router's event loop from anything else. */

import { once } from 'node:events'
import path from 'node:path'
import { WebSocket } from 'ws'
import { table, type TableCell } from '../../saga/src/report/table.ts'
import { adversarial, type RequestBody } from './adversarial.ts'
import { startRouter, subgraphsOf, type Block, type MeasuredRouter } from './router.ts'
import { Sender } from './steady.ts'
import { wideSchemas } from './wide-schema.ts'

const TRIES = 6
const WARM = 300
const BATCH = 20
const BODY_BYTES = 250_000

export async function measureBlocks(): Promise<string> {
  const { child, said } = await subgraphsOf(path.join(import.meta.dirname, 'serve.ts'))
  try {
    const urls: Readonly<Record<string, string>> = JSON.parse(said)
    const router = await startRouter(wideSchemas, (name) => urls[name] ?? '', {
      settings: { LIMIT_BATCH: String(BATCH) },
      monitored: true,
    })
    try {
      return table(
        ['document', 'answer', 'longest block ms', 'CPU ms of it'],
        (await measure(router)).sort(([, , one], [, , other]) => Number(other) - Number(one)),
      )
    } finally {
      await router.stop()
    }
  } finally {
    await child.stop(2_000)
  }
}

async function measure(router: MeasuredRouter): Promise<TableCell[][]> {
  const sender = new Sender(router.url)
  const socket = await Socket.open(router.url.replace('http', 'ws'))
  let salt = 0
  const rows: TableCell[][] = []
  const row = async (name: string, perform: () => Promise<string>): Promise<Block> => {
    const blocks: Block[] = []
    let answer = ''
    for (let n = 0; n < TRIES; n++) {
      await router.maxBlock()
      answer = await perform()
      blocks.push(await router.maxBlock())
    }
    const worst = { wallMs: max(blocks, 'wallMs'), cpuMs: max(blocks, 'cpuMs') }
    rows.push([name, answer, worst.wallMs, worst.cpuMs])
    return worst
  }
  for (let n = 0; n < WARM; n++) {
    const query = `query W${n} { node { id name peer { far ... on Kind1 { own1 } } } nodes(first: ${n % 9}) { label } }`
    await sender.send(JSON.stringify({ query }))
  }
  const hard: (readonly [name: string, make: (salt: number) => RequestBody, cpuMs: number])[] = []
  for (const [name, make] of Object.entries(adversarial)) {
    console.error(`${name} ...`)
    const { cpuMs } = await row(name, async () => outcomeOf((await sender.send(JSON.stringify(make(++salt)))).text))
    hard.push([name, make, cpuMs])
  }
  hard.sort(([, , one], [, , other]) => other - one)
  for (const [name, make] of hard.slice(0, 5)) await row(`by WebSocket: ${name}`, () => socket.perform([make(++salt)]))
  const short = hard.map(([, make]) => make).filter((make) => JSON.stringify(make(0)).length < BODY_BYTES / BATCH)
  const together = (): RequestBody[] =>
    Array.from({ length: BATCH }, (_, n) => short[n % short.length]?.(++salt) ?? { query: '' })
  await row(`${BATCH} of the hardest in one batch`, async () =>
    outcomeOf((await sender.send(JSON.stringify(together()))).text),
  )
  await row(`${BATCH} of the hardest at once on one WebSocket`, () => socket.perform(together()))
  for (const count of [1_000, 10_000, 40_000])
    await row(`an answer of ${count} objects`, async () => {
      const query = `query A${++salt} { nodes(first: ${count}) { id name label } }`
      const { text } = await sender.send(JSON.stringify({ query }))
      return `${(text.length / 2 ** 20).toFixed(1)} MiB`
    })
  socket.close()
  await sender.close()
  return rows
}

function max(blocks: readonly Block[], what: keyof Block): number {
  return Math.max(...blocks.map((block) => block[what]))
}

type LimitedResponse = {
  readonly errors?: readonly {
    readonly message: string
    readonly extensions?: { readonly limit?: string; readonly code?: string }
  }[]
}

/** What a client receives: `ok`, or the code or limit of the first error. */
function outcomeOf(text: string): string {
  const answer: LimitedResponse | readonly LimitedResponse[] = JSON.parse(text)
  const [first] = 'length' in answer ? answer : [answer]
  const { limit, code = 'an error' } = first?.errors?.[0]?.extensions ?? {}
  return first?.errors ? (limit ?? code) : 'ok'
}

/** One socket of graphql-transport-ws. */
class Socket {
  readonly #socket: WebSocket
  readonly #waiting = new Map<string, (message: string) => void>()
  #next = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      const {
        id = 'ack',
        payload,
        type,
      }: { id?: string; type: string; payload?: unknown } = JSON.parse(data.toString())
      if (type !== 'complete') this.#waiting.get(id)?.(JSON.stringify(type === 'error' ? { errors: payload } : payload))
      this.#waiting.delete(id)
    })
  }

  static async open(url: string): Promise<Socket> {
    const socket = new WebSocket(url, 'graphql-transport-ws')
    await once(socket, 'open')
    const connection = new Socket(socket)
    const acknowledged = connection.#answerTo('ack')
    socket.send(JSON.stringify({ type: 'connection_init' }))
    await acknowledged
    return connection
  }

  /** Runs all concurrently; the result of the first. */
  async perform(all: readonly RequestBody[]): Promise<string> {
    const answers = all.map((payload) => {
      const id = String(this.#next++)
      this.#socket.send(JSON.stringify({ id, type: 'subscribe', payload }))
      return this.#answerTo(id)
    })
    const [first = '{}'] = await Promise.all(answers)
    return outcomeOf(first)
  }

  close(): void {
    this.#socket.close()
  }

  #answerTo(id: string): Promise<string> {
    return new Promise((resolve) => this.#waiting.set(id, resolve))
  }
}
