import { Writable } from 'node:stream'
import { createClient } from 'graphql-ws'
import { SignJWT } from 'jose'
import { mongo } from 'mongoose'
import { WebSocket } from 'ws'
import { createAuthenticate } from '@shop/platform/auth.ts'
import { type RequestContext, perRequest } from './context.ts'
import { badUserInput } from '@shop/platform/errors.ts'
import { Health } from '@shop/platform/health.ts'
import { SubgraphHttpServer } from './http.ts'
import { createLog } from '@shop/platform/log.ts'
import { createMetrics } from '@shop/platform/metrics.ts'
import { noTracer } from '@shop/platform/tracer.ts'
import { createSubgraphServer, subgraphSchema, type SubgraphServer } from './subgraph-server.ts'

const SECRET = 'a secret of thirty-two bytes or more'
const typeDefs = `
  type Query { who: String ok: String! inner: String outage: String refused: String number(of: Int!): Int trace: String gated: String }
  type Subscription { count(to: Int!): Int fails: Int waits: Int seen: Int }
`
const numberOf = perRequest(() => ({ value: Math.random() }))
let left = 0
const gate = { reached: Promise.withResolvers<void>(), subscriber: Promise.withResolvers<string>() }

async function* count(to: number) {
  for (let value = 1; value <= to; value++) yield await Promise.resolve(value)
}

/** Waits for ever; `return` ends it at once. */
function waiting(): AsyncIterableIterator<number> {
  return {
    next: () => new Promise(() => {}),
    return: () => Promise.resolve({ done: true, value: void left++ }),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

const resolvers = {
  Query: {
    who: (_: unknown, _args: unknown, { caller }: RequestContext) => (caller.kind === 'login' ? caller.userId : null),
    ok: () => 'ok',
    inner: () => {
      throw new Error('cannot open /etc/passwd of mongodb://me:p4ss@10.0.0.1')
    },
    outage: () => {
      throw new mongo.MongoServerSelectionError('10.0.0.1:27017 timed out', {} as never) // its reason does not matter
    },
    gated: () => {
      gate.reached.resolve()
      return gate.subscriber.promise
    },
    refused: () => {
      throw badUserInput('of', '0 is less than 1')
    },
    number: (_: unknown, { of }: { of: number }) => of,
    trace: (_: unknown, _args: unknown, { traceparent }: RequestContext) => traceparent,
  },
  Subscription: {
    count: { subscribe: (_: unknown, { to }: { to: number }) => count(to), resolve: (value: number) => value },
    fails: {
      subscribe: async function* () {
        yield await Promise.resolve(1)
        throw new Error('mongodb://me:p4ss@10.0.0.1 broke')
      },
      resolve: (value: number) => value,
    },
    waits: { subscribe: waiting },
    seen: {
      subscribe: () => count(2),
      resolve: (_: number, _args: unknown, context: RequestContext) => Math.round(numberOf(context).value * 1e9),
    },
  },
}

type Running = {
  readonly url: string
  readonly server: SubgraphServer
  readonly log: () => string
  readonly httpServer: SubgraphHttpServer
}
const running: Running[] = []

async function serve(production = false): Promise<Running> {
  let text = ''
  const destination = new Writable({ write: (chunk, _, done) => ((text += String(chunk)), done()) })
  const log = createLog({ name: 'test', level: 'info', pretty: false, destination })
  const metrics = createMetrics('test')
  const httpServer = new SubgraphHttpServer({ health: new Health(), metrics, log })
  const url = `${await httpServer.listen(0, '127.0.0.1')}/graphql`
  const authenticate = createAuthenticate({ JWT_SECRET: SECRET, JWT_ISSUER: 'shop', JWT_AUDIENCE: 'shop' })
  const schema = subgraphSchema(typeDefs, resolvers)
  const server = await createSubgraphServer({
    httpServer,
    schema,
    authenticate,
    log,
    metrics,
    tracer: noTracer,
    production,
  })
  running.push({ url, server, httpServer, log: () => text })
  return { url, server, httpServer, log: () => text }
}

let service: Running
beforeAll(async () => void (service = await serve()))
afterAll(() => Promise.all(running.map(({ server }) => server.close())))

const bearer = async (expiresInSeconds = 60) =>
  `Bearer ${await new SignJWT({ roles: [] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('me')
    .setIssuer('shop')
    .setAudience('shop')
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds)
    .sign(new TextEncoder().encode(SECRET))}`

const post = (body: string, headers: Record<string, string> = {}, url = service.url) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
const request = async (query: string, headers: Record<string, string> = {}, url = service.url): Promise<unknown> =>
  (await post(JSON.stringify({ query }), headers, url)).json()

test('a token names the caller; without one it is anonymous', async () => {
  expect(await request('{ who }')).toEqual({ data: { who: null } })
  expect(await request('{ who }', { authorization: await bearer() })).toEqual({ data: { who: 'me' } })
})

test('an intended error is shown; an unexpected one is an id, and the log has the rest', async () => {
  expect(await request('{ refused }')).toMatchObject({
    errors: [{ message: 'of: 0 is less than 1', extensions: { code: 'BAD_USER_INPUT', argument: 'of' } }],
  })
  const answer = JSON.stringify(await request('{ inner }'))
  expect(answer).not.toMatch(/passwd|mongodb|stack|node_modules/)
  const id = /"id":"([^"]+)"/.exec(answer)?.[1] ?? ''
  expect(answer).toContain('"code":"INTERNAL_SERVER_ERROR"')
  const line = service
    .log()
    .split('\n')
    .find((text) => text.includes(id))
  expect(line).toContain('/etc/passwd')
  expect(line).not.toContain('p4ss')
})

test('where something we need is away, trying again later is said to help', async () => {
  const answer = JSON.stringify(await request('{ outage ok }'))
  expect(JSON.parse(answer)).toMatchObject({
    data: { outage: null, ok: 'ok' },
    errors: [{ path: ['outage'], extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 } }],
  })
  expect(answer).not.toContain('10.0.0.1')
})

test.each([
  ['{ who', 400, 'GRAPHQL_PARSE_FAILED'],
  ['{ nothing }', 400, 'GRAPHQL_VALIDATION_FAILED'],
  ['{ number(of: 2147483648) }', 400, 'GRAPHQL_VALIDATION_FAILED'],
])('%s is answered %d %s', async (query, status, code) => {
  const response = await post(JSON.stringify({ query }))
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] })
})

test('a body that is no JSON, is too large, or has nothing in it is refused', async () => {
  expect((await post('{')).status).toBe(400)
  expect((await post('{}')).status).toBe(400)
  const large = await post(JSON.stringify({ query: '{ ok }', variables: { x: 'x'.repeat(1_100_000) } }))
  expect(large.status).toBe(413)
  expect(await large.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'body' } }] })
})

test('what a page of another site could send without a preflight is refused', async () => {
  expect((await post(JSON.stringify({ query: '{ ok }' }), { 'content-type': 'text/plain' })).status).toBe(400)
  expect((await fetch(`${service.url}?query={ok}`)).status).toBe(405)
})

test('a trace goes on', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const answer = JSON.stringify(await request('{ trace }', { traceparent }))
  expect(answer).toContain(traceparent)
})

test('introspection is for development; its own SDL a subgraph always gives', async () => {
  const production = await serve(true)
  const query = '{ __schema { queryType { name } } }'
  expect(await request(query)).toMatchObject({ data: { __schema: { queryType: { name: 'Query' } } } })
  expect(await request(query, {}, production.url)).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  })
  expect(JSON.stringify(await request('{ oks }', {}, production.url))).not.toContain('Did you mean')
  expect(await request('{ _service { sdl } }', {}, production.url)).toMatchObject({
    data: { _service: { sdl: expect.any(String) } },
  })
})

test('health, metrics and nothing else stand beside it; a service that starts says so', async () => {
  const log = createLog({ name: 'test', level: 'silent', pretty: false })
  const httpServer = new SubgraphHttpServer({ health: new Health(), metrics: createMetrics('test'), log })
  const url = await httpServer.listen(0, '127.0.0.1')
  const statuses = await Promise.all(
    ['/health/live', '/health/ready', '/metrics', '/graphql', '/other'].map(
      async (path) => (await fetch(url + path)).status,
    ),
  )
  expect(statuses).toEqual([200, 200, 200, 503, 404])
  await httpServer.close()
})

type Closed = { readonly code: number; readonly reason: string }
function client(authorization?: string, url = service.url) {
  const { promise: closed, resolve } = Promise.withResolvers<Closed>()
  const subscriber = createClient({
    ...{ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0, lazy: true },
    connectionParams: authorization === undefined ? {} : { authorization },
    on: { closed: (event) => resolve(event as Closed) }, // ws's close event
  })
  return { closed, subscriber, follow: (query: string) => subscriber.iterate({ query }) }
}
async function all(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const seen: unknown[] = []
  for await (const event of stream) seen.push(event)
  return seen
}

test('a stream sends its events and completes', async () => {
  const { follow, subscriber } = client()
  expect(await all(follow('subscription { count(to: 2) }'))).toEqual([{ data: { count: 1 } }, { data: { count: 2 } }])
  await subscriber.dispose()
})

test('every event is answered with loaders of its own', async () => {
  const { follow, subscriber } = client()
  const [first, second] = await all(follow('subscription { seen }'))
  expect(first).not.toEqual(second)
  await subscriber.dispose()
})

test('a stream that fails ends with an error that reveals nothing of the machine', async () => {
  const { follow, subscriber } = client()
  const stream = follow('subscription { fails }')
  expect((await stream.next()).value).toEqual({ data: { fails: 1 } })
  const error: unknown = await stream.next().catch((thrown: unknown) => thrown)
  expect(error).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR', id: expect.any(String) } }])
  expect(JSON.stringify(error)).not.toMatch(/p4ss|10\.0/)
  await subscriber.dispose()
})

test.each([
  ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ['subscription {', 'GRAPHQL_PARSE_FAILED'],
  ['{ ok }', 'OPERATION_RESOLUTION_FAILURE'],
])('%s over WebSocket is refused with %s, and the socket remains open', async (query, code) => {
  const { follow, subscriber } = client()
  await expect(follow(query).next()).rejects.toMatchObject([{ extensions: { code } }])
  expect(await all(follow('subscription { count(to: 1) }'))).toHaveLength(1)
  await subscriber.dispose()
})

test('a client that leaves ends its stream, also while that waits', async () => {
  const { follow, subscriber } = client()
  const stream = follow('subscription { waits }')
  const next = stream.next()
  await all(follow('subscription { count(to: 1) }')) // the server is past its beginning then
  const before = left
  await stream.return?.()
  await all(follow('subscription { count(to: 1) }'))
  expect(left).toBe(before + 1)
  await subscriber.dispose()
  await next.catch(() => undefined)
})

test('a token that is not valid closes the socket with 4403, as does one that expires', async () => {
  const forged = client('Bearer nonsense')
  await expect(forged.follow('subscription { count(to: 1) }').next()).rejects.toMatchObject({ code: 4403 })
  const brief = client(await bearer(1))
  await expect(brief.follow('subscription { waits }').next()).rejects.toMatchObject({
    code: 4403,
    reason: 'Token expired',
  })
})

test('a server that stops answers the requests in flight, and has its clients reconnect', async () => {
  const stopping = await serve()
  const { follow, closed } = client(undefined, stopping.url)
  const ended = follow('subscription { waits }')
    .next()
    .catch((error: unknown) => error)
  await all(client(undefined, stopping.url).follow('subscription { count(to: 1) }'))
  const pending = request('{ gated }', {}, stopping.url)
  await gate.reached.promise
  const stopped = stopping.server.close()
  gate.subscriber.resolve('done')
  expect(await pending).toEqual({ data: { gated: 'done' } })
  await stopped
  expect(await closed).toMatchObject({ code: 1001, reason: 'Going away' })
  expect(await ended).toMatchObject({ code: 1001 })
  await expect(request('{ ok }', {}, stopping.url)).rejects.toThrow('fetch failed')
})
