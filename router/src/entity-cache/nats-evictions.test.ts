import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { until } from '@shop/dev/testing/until.ts'
import { createLog } from '@shop/platform/log.ts'
import { EntityCache } from './entity-cache.ts'
import { readEvictionRule } from './evictions.ts'
import { followEvictions } from './nats-evictions.ts'

const rule = readEvictionRule('Item.id=items.{key}')
const log = createLog({ name: 'test', level: 'silent', pretty: false })
const REFUSAL = `-ERR 'Permissions Violation for Subscription to "items.*"'\r\n`

/** As much of NATS as a client needs that only subscribes. */
class Nats {
  readonly #server: Server
  readonly sockets: Socket[] = []
  readonly answers: Record<string, () => string> = {}
  pings = 0

  constructor() {
    this.#server = createServer((socket) => this.#serve(socket))
    this.answers['PING'] = () => {
      this.pings++
      return 'PONG\r\n'
    }
  }

  async start(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening')
    const address = this.#server.address()
    return `nats://127.0.0.1:${Object(address).port}`
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((done) => this.#server.close(done))
  }

  #serve(socket: Socket): void {
    this.sockets.push(socket)
    socket.on('error', () => socket.destroy())
    socket.write('INFO {"server_id":"toy","version":"2.12.0","headers":true,"max_payload":1048576}\r\n')
    let rest = ''
    socket.setEncoding('utf8').on('data', (chunk) => {
      const lines = `${rest}${String(chunk)}`.split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const answer = this.answers[line.split(' ')[0] ?? '']?.()
        if (answer) socket.write(answer)
      }
    })
  }
}

let nats: Nats
let cache: EntityCache
let aborter: AbortController

beforeEach(() => {
  nats = new Nats()
  cache = new EntityCache(1e6)
  aborter = new AbortController()
})
afterEach(async () => {
  aborter.abort()
  await nats.stop()
})

const follow = async (retry = { firstMs: 2, maxMs: 10 }) =>
  followEvictions(cache, {
    nats: { NATS_URL: await nats.start() },
    rules: rule ? [rule] : [],
    log,
    signal: aborter.signal,
    lookMs: 20,
    retry,
  })

test('a subscription that is refused at once is tried again until it is not, and the cache stays closed until then', async () => {
  let subscriptions = 0
  nats.answers['SUB'] = () => {
    expect(cache.isOpen).toBe(false)
    return ++subscriptions <= 3 ? REFUSAL : ''
  }
  const end = await follow()
  expect([cache.isOpen, subscriptions]).toEqual([true, 4])
  await end()
  expect(cache.isOpen).toBe(false)
})

test('a subscription that is refused later closes the cache until it is accepted again', async () => {
  const end = await follow()
  expect(cache.isOpen).toBe(true)
  let refusing = true
  let subscriptions = 0
  nats.answers['SUB'] = () => {
    subscriptions++
    return refusing ? REFUSAL : ''
  }
  nats.sockets[0]?.write(REFUSAL)
  await until('it has tried again', () => subscriptions > 2)
  expect(cache.isOpen).toBe(false)
  refusing = false
  await until('the cache is open', () => cache.isOpen)
  await end()
})

test('the longer NATS refuses, the longer it is left alone, and who stops does not wait for it', async () => {
  const at: number[] = []
  nats.answers['SUB'] = () => {
    at.push(performance.now())
    return REFUSAL
  }
  const following = follow({ firstMs: 20, maxMs: 60_000 })
  await until('it has tried five times', () => at.length === 5)
  const pauses = at.slice(1).map((time, n) => time - (at[n] ?? 0))
  expect(pauses.at(-1)).toBeGreaterThan(Math.max(pauses[0] ?? 0, 80))
  aborter.abort(new Error('stopped'))
  await expect(following).rejects.toThrow('stopped')
})

test('where the connection breaks before the server has answered, it is tried again', async () => {
  let subscribed = 0
  nats.answers['SUB'] = () => {
    if (++subscribed === 1) nats.sockets[0]?.destroy()
    return ''
  }
  const end = await follow()
  expect([cache.isOpen, subscribed > 1]).toEqual([true, true])
  await end()
})
