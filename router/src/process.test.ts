import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import { compose } from './supergraph/compose.ts'
import { listen, socketClient } from '../testing/client.ts'
import { LINK } from '../testing/toy-subgraph.ts'
import { until } from '../testing/until.ts'

const Report = z.object({ url: z.string() })
const main = fileURLToPath(new URL('main.ts', import.meta.url))

/** The router as a process of its own, over one subgraph at `url`. */
async function startRouter(sdl: string, url: string) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'router-'))
  const file = path.join(folder, 'supergraph.graphql')
  await writeFile(file, compose([{ name: 'a', url, sdl }]))
  const env = {
    NODE_ENV: 'production',
    PORT: '0',
    METRICS_PORT: '0',
    SUPERGRAPH: file,
    UPSTREAM_TIMEOUT_MS: '300',
    RECONNECT_MS: '0',
  }
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  const urlIn = (message: string) => {
    const line = said.split('\n').find((each) => each.includes(`"msg":"${message}"`))
    return line === undefined ? undefined : Report.parse(JSON.parse(line)).url
  }
  const ended = once(child, 'exit')
  while (urlIn('ready') === undefined && child.exitCode === null)
    await Promise.race([once(child.stdout, 'data'), ended])
  return {
    url: urlIn('ready') ?? '',
    metricsUrl: urlIn('metrics') ?? '',
    child,
    said: () => said,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

const ENDINGS: Readonly<Record<string, (socket: WebSocket) => void>> = {
  'is refused the token': (socket) => socket.close(4403, 'Forbidden'),
  stops: (socket) => socket.close(1001),
  fails: (socket) => socket.close(1011),
  'closes as if all were well': (socket) => socket.close(1000),
  'breaks off': (socket) => socket.terminate(),
  'says nothing': () => undefined,
}

test('a subgraph whose WebSocket ends before connection_ack ends that one stream, and not the router', async () => {
  let ending = (_socket: WebSocket): void => undefined
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => socket.on('message', () => ending(socket)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  const sdl = `${LINK} type Query { s: String } type Subscription { tick: Int }`
  await using router = await startRouter(sdl, `http://127.0.0.1:${port}/graphql`)
  const codes: unknown[] = []
  for (const end of Object.values(ENDINGS)) {
    ending = end
    const { client } = socketClient(router.url)
    const heard = listen(client, 'subscription { tick }')
    await until(() => heard.ended !== undefined || router.child.exitCode !== null, 'the client receives the error')
    codes.push(heard.results[0])
    heard.stop()
    await client.dispose()
  }
  for (const code of codes) expect(code).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] })
  expect((await fetch(`${router.url}/metrics`)).status).toBe(404)
  const metrics = await (await fetch(router.metricsUrl)).text()
  expect(metrics).toMatch(/router_unexpected_errors_total\{.*\} 0/)
  expect(router.said()).not.toContain('uncaught error')
  for (const socket of sockets.clients) socket.terminate()
  server.closeAllConnections()
  server.close()
}, 120_000)
