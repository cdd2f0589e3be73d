/** Logins and TLS, against a real server: who is let in, who is refused in one line, and who waits. */

import { NatsServer, type NatsServerOptions } from '@shop/dev/testing/nats-server.ts'
import { freePort } from '@shop/dev/ports.ts'
import { ConfigError } from '@shop/platform/config.ts'
import { connectNatsLater } from '@shop/platform/late-nats.ts'
import { connectNats } from '@shop/platform/nats.ts'
import type { NatsSettings } from '@shop/platform/nats-settings.ts'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { once } from 'node:events'
import { type AddressInfo, connect as dial, createServer, type Socket } from 'node:net'
import path from 'node:path'
import { nkeys } from '@nats-io/transport-node'
import { generate } from 'selfsigned'
import { log } from './machinery.ts'
import { NatsOperator } from './nats-operator.ts'

let folder: string
const open: { stop: () => Promise<void> }[] = []
beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'access-'))))
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.stop()))
  await rm(folder, { recursive: true, force: true })
})

async function server(options: NatsServerOptions): Promise<NatsServer> {
  const started = await NatsServer.start(options)
  open.push(started)
  return started
}

async function file(name: string, text: string): Promise<string> {
  await writeFile(path.join(folder, name), text)
  return path.join(folder, name)
}

/** Connects as a service does; answers whether the connection is encrypted. */
async function letIn(settings: NatsSettings): Promise<boolean> {
  const connection = await connectNats({ settings, name: 'tester', log, signal: AbortSignal.timeout(20_000) })
  await connection.flush()
  const encrypted = connection.info?.tls_required === true || connection.info?.tls_available === true
  await connection.close()
  return encrypted
}

/** The one line that a service ends with. */
async function refused(settings: NatsSettings): Promise<string> {
  const error: unknown = await letIn(settings).then(
    () => new Error('it was let in'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof ConfigError)) throw error
  expect(error.problems).toHaveLength(1)
  return String(error.problems[0])
}

test('user and password of the address, or of settings of their own, are those of the login', async () => {
  const { host } = await server({ config: 'authorization { user: ann, password: "p@ss/word" }' })
  await letIn({ NATS_URL: `nats://ann:p%40ss%2Fword@${host}` })
  await letIn({ NATS_URL: `127.0.0.1:1,nats://${host}`, NATS_USER: 'ann', NATS_PASSWORD: 'p@ss/word' })
  const message = await refused({ NATS_URL: `nats://ann:wrong@${host}` })
  expect(message).toMatch(/^NATS at nats:\/\/\*\*\*@127\.0\.0\.1:\d+ refuses the login/)
  expect(message).not.toMatch('wrong')
  expect(await refused({ NATS_URL: host })).toMatch(/refuses the login/)
})

test("a token, or an NKey's seed, is a login too", async () => {
  const { host } = await server({ config: 'authorization { token: "se:cret" }' })
  await letIn({ NATS_URL: `nats://se%3Acret@${host}` })
  const pair = nkeys.createUser()
  const other = await server({ config: `authorization { users: [ { nkey: "${pair.getPublicKey()}" } ] }` })
  const seed = (bytes: Uint8Array) => `${Buffer.from(bytes).toString()}\n`
  await letIn({ NATS_URL: other.host, NATS_NKEY: await file('seed', seed(pair.getSeed())) })
  const NATS_NKEY = await file('wrong', seed(nkeys.createUser().getSeed()))
  expect(await refused({ NATS_URL: other.host, NATS_NKEY })).toMatch(/refuses the login/)
})

test('a credentials file logs in at a server in operator mode, one of another account does not', async () => {
  const [operator, other] = [new NatsOperator(), new NatsOperator()]
  const { host } = await server({ config: operator.config })
  await letIn({ NATS_URL: host, NATS_CREDS: await file('shop.creds', operator.credentials()) })
  const NATS_CREDS = await file('other.creds', other.credentials())
  expect(await refused({ NATS_URL: host, NATS_CREDS })).toMatch(/refuses the login/)
  expect(await refused({ NATS_URL: host })).toMatch(/refuses the login/)
})

test('TLS: with the authority it is used, without it or without TLS on the other side there is no connection', async () => {
  const { host: plain } = await server({})
  expect(await refused({ NATS_URL: `tls://${plain}` })).toMatch(/no TLS .*NATS_TLS_CA/)
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' })
  const [NATS_TLS_CA, keyFile] = [await file('cert.pem', cert), await file('key.pem', key)]
  const files = `cert_file: "${NATS_TLS_CA}", key_file: "${keyFile}"`
  const host = `localhost:${(await server({ config: `tls { ${files} }` })).port}`
  expect(await letIn({ NATS_URL: `tls://${host}`, NATS_TLS_CA })).toBe(true)
  expect(await letIn({ NATS_URL: host, NATS_TLS_CA })).toBe(true)
  expect(await refused({ NATS_URL: `tls://${host}` })).toMatch(/no TLS .*self-signed/)
})

test('TLS of both sides: a server that wants a certificate lets in who has one of its authority', async () => {
  const authority = async (name: string) => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' })
    return { NATS_TLS_CERT: await file(`${name}.pem`, cert), NATS_TLS_KEY: await file(`${name}.key`, key) }
  }
  const [ours, theirs] = [await authority('ours'), await authority('theirs')]
  const NATS_TLS_CA = ours.NATS_TLS_CERT
  const files = `cert_file: "${ours.NATS_TLS_CERT}", key_file: "${ours.NATS_TLS_KEY}", ca_file: "${NATS_TLS_CA}"`
  const { port } = await server({ config: `tls { ${files}, verify: true }` })
  const NATS_URL = `tls://localhost:${port}`
  expect(await letIn({ NATS_URL, NATS_TLS_CA, ...ours })).toBe(true)
  expect(await refused({ NATS_URL, NATS_TLS_CA })).toMatch(/no TLS \(.*alert certificate required\): check NATS_TLS_CA/)
  const message = await refused({ NATS_URL, NATS_TLS_CA, ...theirs })
  expect(message).toMatch(/no TLS \(.*alert (unknown ca|bad certificate)\): check NATS_TLS_CA/)
})

test('a server that is not there yet is waited for', async () => {
  const port = await freePort()
  const waiting = letIn({ NATS_URL: `127.0.0.1:${port}` })
  await server({ port })
  await waiting
})

test('or is retried in the background; a refusal is reported whenever it happens', async () => {
  const later = async (NATS_URL: string) =>
    connectNatsLater({ settings: { NATS_URL }, name: 'tester', log, signal: AbortSignal.timeout(20_000) })
  const [port, strict] = [await freePort(), await freePort()]
  const [late, refusing] = [await later(`127.0.0.1:${port}`), await later(`nats://ann:wrong@127.0.0.1:${strict}`)]
  expect([late.connection, refusing.connection]).toEqual([undefined, undefined])
  const reported = refusing.connected.catch((error: unknown) => error)
  await Promise.all([
    server({ port }),
    server({ port: strict, config: 'authorization { user: ann, password: right }' }),
  ])
  const connection = await late.connected
  expect(late.connection).toBe(connection)
  await connection.close()
  expect(await reported).toBeInstanceOf(ConfigError)
  await expect(later(`nats://ann:wrong@127.0.0.1:${strict}`)).rejects.toThrow(ConfigError)
}, 60_000)

/** A way to the server that can swallow what is sent over it, as a network does whose other end has vanished: nothing is closed. */
async function wireTo(port: number) {
  const held: Socket[] = []
  const wire = createServer((client) => {
    const upstream = dial(port, '127.0.0.1')
    held.push(client, upstream)
    client.on('error', () => undefined).pipe(upstream)
    upstream.on('error', () => undefined).pipe(client)
  })
  wire.listen(0, '127.0.0.1')
  await once(wire, 'listening')
  open.push({
    stop: async () => {
      for (const socket of held) socket.destroy()
      wire.close()
      await once(wire, 'close')
    },
  })
  const vanish = () => {
    for (const socket of held) socket.unpipe().pause()
  }
  return { port: (wire.address() as AddressInfo).port, vanish } // it listens on a port
}

test('a server that vanishes without closing its connection is noticed by its pings, and connected to anew', async () => {
  const { port } = await server({})
  const wire = await wireTo(port)
  const settings = { NATS_URL: `127.0.0.1:${wire.port}` }
  const connection = await connectNats({ settings, name: 'tester', log, signal: AbortSignal.timeout(60_000) })
  open.push({ stop: () => connection.close() })
  const seen: string[] = []
  wire.vanish()
  for await (const { type } of connection.status()) {
    seen.push(type)
    if (type === 'reconnect') break
  }
  await connection.flush()
  expect(seen).toEqual(expect.arrayContaining(['staleConnection', 'disconnect', 'reconnect']))
}, 120_000)
