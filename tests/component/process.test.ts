import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { startEngines } from '@shop/dev/engines/engines.ts'
import { freePort } from '@shop/dev/ports.ts'
import { NatsServer } from '@shop/dev/testing/nats-server.ts'
import { SECRET } from './tokens.ts'

const main = fileURLToPath(new URL('../../subgraphs/order/src/main.ts', import.meta.url))
const unknownAggregate = { MONGODB_URI: 'mongodb://127.0.0.1:9/', NATS_URL: 'nats://127.0.0.1:9' }

type Run = {
  readonly child: ChildProcess
  readonly text: () => string
  readonly said: (what: RegExp) => Promise<RegExpExecArray>
  readonly exit: Promise<number | null>
}

const running: ChildProcess[] = []
afterAll(() => running.forEach((child) => child.kill('SIGKILL')))

/** The order service as a process of its own. */
function run(env: Readonly<Record<string, string>>): Run {
  const all = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    PORT: '0',
    JWT_SECRET: SECRET,
    ...unknownAggregate,
    ...env,
  }
  const child = spawn(process.execPath, [main], { env: all, stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  let text = ''
  const { promise: exit, resolve } = Promise.withResolvers<number | null>()
  const grown = new EventTarget()
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += String(chunk)
      grown.dispatchEvent(new Event('grown'))
    })
  child.on('close', resolve)
  const said = (what: RegExp) =>
    new Promise<RegExpExecArray>((found) => {
      const look = () => {
        const match = what.exec(text)
        if (match) found(match)
      }
      grown.addEventListener('grown', look)
      look()
    })
  return { child, text: () => text, said, exit }
}

/** A port that is taken until `free` is called. */
async function takePort(): Promise<{ readonly port: number; readonly free: () => Promise<unknown> }> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo // it listens on a port
  return { port, free: () => new Promise((closed) => server.close(closed)) }
}

test('all invalid settings are reported together, without secrets, and the process exits with 1', async () => {
  const { text, exit } = run({ PORT: 'x', JWT_SECRET: 'too-short', SAGA_DEADLINE_MS: '-1', LOG_LEVEL: 'loud' })
  expect(await exit).toBe(1)
  for (const name of ['PORT', 'JWT_SECRET', 'SAGA_DEADLINE_MS', 'LOG_LEVEL']) expect(text()).toContain(`  ${name}: `)
  expect(text()).not.toMatch(/too-short|at .*\.ts/)
})

test('a port that is taken is named, and the process ends with 1', async () => {
  const { port, free } = await takePort()
  const { text, exit } = run({ PORT: String(port) })
  expect(await exit).toBe(1)
  expect(text()).toContain(`PORT: ${port} is taken on 127.0.0.1; set another`)
  await free()
})

test('a service whose dependencies are down is alive, names them, and stops on SIGTERM', async () => {
  const { port, free } = await takePort()
  await free()
  const { child, text, said, exit } = run({ PORT: String(port) })
  await said(/not there yet, trying again/)
  const url = `http://127.0.0.1:${port}`
  expect((await fetch(`${url}/health/live`)).status).toBe(200)
  const ready = await fetch(`${url}/health/ready`)
  expect(ready.status).toBe(503)
  expect(await ready.json()).toEqual({
    status: 'not ready',
    parts: { mongo: 'starting', nats: 'starting', order: 'starting' },
  })
  const answer = await fetch(`${url}/graphql`, { method: 'POST' })
  expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] })
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
  for (const line of text().trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ service: 'order' })
})

test('a service that NATS does not let in ends with 1 and a line that says so, without the password', async () => {
  await using nats = await NatsServer.start({ config: 'authorization { user: ann, password: right }' })
  const NATS_URL = `nats://ann:wrong@${nats.host}`
  const { text, exit } = run({ MONGODB_URI: process.env['MONGODB_URI'] ?? unknownAggregate.MONGODB_URI, NATS_URL })
  expect(await exit).toBe(1)
  const last: unknown = JSON.parse(text().trim().split('\n').at(-1) ?? '')
  expect(last).toMatchObject({
    level: 'fatal',
    msg: expect.stringMatching(/^could not start: NATS at .* refuses the login/),
  })
  expect(text()).not.toMatch(/wrong|at .*\.ts/)
})

test('a NATS that comes later and does not let the service in ends it with 1, and with the same line', async () => {
  const engines = await startEngines()
  const port = await freePort()
  try {
    const { MONGODB_URI, MONGODB_DATABASE } = { MONGODB_URI: engines.mongoUri, MONGODB_DATABASE: engines.database }
    const { text, said, exit } = run({ MONGODB_URI, MONGODB_DATABASE, NATS_URL: `nats://ann:wrong@127.0.0.1:${port}` })
    await said(/"msg":"ready"/)
    await using nats = await NatsServer.start({ port, config: 'authorization { user: ann, password: right }' })
    expect([nats.port, await exit]).toEqual([port, 1])
    expect(text()).toMatch(/could not start: NATS at [^"]* refuses the login/)
    expect(text()).not.toMatch(/wrong|at .*\.ts/)
  } finally {
    await engines.stop()
  }
}, 240_000)
