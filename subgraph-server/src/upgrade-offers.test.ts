/** Java's HttpClient and `curl --http2` offer HTTP/2 with their first request: it is answered over HTTP/1.1. */
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { createAuthenticate } from '@shop/platform/auth.ts'
import { Health } from '@shop/platform/health.ts'
import { createLog } from '@shop/platform/log.ts'
import { createMetrics } from '@shop/platform/metrics.ts'
import { noTracer } from '@shop/platform/tracer.ts'
import { SubgraphHttpServer } from './http.ts'
import { createSubgraphServer, subgraphSchema } from './subgraph-server.ts'

const BODY = '{"query":"{ ok }"}'
const REQUEST = [
  'POST /graphql HTTP/1.1',
  'host: localhost',
  'connection: close, Upgrade, HTTP2-Settings',
  'upgrade: h2c',
  'http2-settings: AAEAAEAA',
  'content-type: application/json',
  `content-length: ${BODY.length}`,
  '',
  BODY,
].join('\r\n')

test('an offer of h2c is answered over HTTP/1.1', async () => {
  const destination = new Writable({ write: (_chunk, _, done) => done() })
  const log = createLog({ name: 'test', level: 'info', pretty: false, destination })
  const metrics = createMetrics('test')
  const httpServer = new SubgraphHttpServer({ health: new Health(), metrics, log })
  const url = new URL(await httpServer.listen(0, '127.0.0.1'))
  const authenticate = createAuthenticate({ JWT_SECRET: 's'.repeat(32), JWT_ISSUER: 'shop', JWT_AUDIENCE: 'shop' })
  const schema = subgraphSchema('type Query { ok: String }', { Query: { ok: () => 'yes' } })
  const options = { httpServer, schema, authenticate, log, metrics, tracer: noTracer, production: true }
  const server = await createSubgraphServer(options)
  try {
    const socket = connect(Number(url.port), url.hostname)
    let answer = ''
    socket.on('data', (chunk) => (answer += String(chunk)))
    socket.write(REQUEST)
    await new Promise((resolve) => socket.once('close', resolve))
    expect(answer).toMatch(/^HTTP\/1.1 200 OK[^]*{"data":{"ok":"yes"}}/)
  } finally {
    await server.close()
  }
}, 60_000)
