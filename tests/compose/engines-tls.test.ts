/** The certificates of compose:secrets and k8s:secrets: who trusts their authority gets to the engine that bears the name, and to no other. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { connect as connectPlainly } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect, createServer } from 'node:tls'
import { serverNames } from '@shop/dev/containers/certificates.ts'
import { writeSecrets } from '@shop/dev/containers/compose-secrets.ts'
import { kubernetesSecrets } from '@shop/dev/containers/kubernetes-secrets.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { NatsServer } from '@shop/dev/testing/nats-server.ts'
import { createLog } from '@shop/platform/log.ts'
import { connectNats } from '@shop/platform/nats.ts'
import { z } from 'zod'

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'secrets-'))
  await writeSecrets(folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

const secret = (name: string): string => readFileSync(path.join(folder, name), 'utf8')
const log = createLog({ name: 'tls', level: 'silent', pretty: false })

/** Whether a client that trusts the authority believes the server to be `name`; or why not. */
async function believes(pem: string, name: string): Promise<string> {
  const server = createServer({ key: pem, cert: pem }, (socket) => socket.end())
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = z.object({ port: z.number() }).parse(server.address())
  try {
    return await new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', servername: name, ca: secret('engines_ca') })
      socket.on('secureConnect', () => resolve('yes')).on('error', (error) => resolve(error.message))
    })
  } finally {
    server.close()
  }
}

test.each(Object.entries(serverNames))(
  '%s is believed under each of its names, and under no other',
  async (server, names) => {
    const pem = secret(`${server}_tls`)
    for (const name of [...names, 'localhost']) expect([name, await believes(pem, name)]).toEqual([name, 'yes'])
    for (const name of ['order', 'nats.example.com', server === 'nats' ? 'mongodb' : 'nats'])
      expect(await believes(pem, name)).toMatch(/does not match certificate's altnames/)
  },
)

test('a server of another authority is not believed', async () => {
  const other = mkdtempSync(path.join(tmpdir(), 'secrets-'))
  try {
    await writeSecrets(other)
    const pem = readFileSync(path.join(other, 'nats_tls'), 'utf8')
    expect(await believes(pem, 'nats')).toMatch(/certificate|signature/)
  } finally {
    rmSync(other, { recursive: true })
  }
})

/** docker-compose.yml's NATS, with its users and the certificate of this folder. */
async function composeNats(): Promise<NatsServer> {
  const read = (name: string): string => readFileSync(path.join(projectRoot, name), 'utf8')
  const passwords = secret('nats_passwords').trim().split('\n')
  return NatsServer.start({
    config: (data) =>
      read('deploy/compose/nats.conf')
        .replaceAll('/run/secrets/nats_tls', path.join(folder, 'nats_tls'))
        .replace('store_dir: /data', `store_dir: ${JSON.stringify(data)}`)
        .replace('http: "127.0.0.1:8222"', 'http: "127.0.0.1:-1"')
        .replace('include "users.conf"', read('deploy/nats/users.conf')),
    env: Object.fromEntries(passwords.map((line) => line.split('='))),
  })
}

/** All that a server says to this, until it hangs up. */
async function plainly(port: number, said: string): Promise<string> {
  const socket = connectPlainly(port, '127.0.0.1')
  socket.write(said)
  let answers = ''
  socket.on('data', (data) => (answers += String(data)))
  await once(socket, 'close')
  return answers
}

test('docker-compose.yml’s NATS accepts clients that trust its authority, and refuses plain text', async () => {
  await using nats = await composeNats()
  const login = { NATS_USER: 'pay', NATS_PASSWORD: secret('pay_nats_password') }
  const open = async (url: string, ca?: string) => {
    const settings = { ...login, NATS_URL: `${url}://${nats.host}`, ...(ca ? { NATS_TLS_CA: ca } : {}) }
    const connection = await connectNats({ settings, name: 'pay', log, signal: AbortSignal.timeout(20_000) })
    await connection.flush()
    await connection.close()
  }
  await open('tls', path.join(folder, 'engines_ca'))
  await expect(open('tls')).rejects.toThrow('no TLS')
  const answers = await plainly(nats.port, `CONNECT {}\r\nPING\r\n`)
  expect(answers).toMatch(/^INFO .*"tls_required":true/)
  expect(answers).not.toContain('PONG')
})

test('k8s:secrets gives each service its own, and the engines key, certificate and authority', async () => {
  const Secrets = z.object({
    items: z.array(
      z.object({
        metadata: z.object({ name: z.string(), namespace: z.literal('shop') }),
        stringData: z.record(z.string(), z.string()),
      }),
    ),
  })
  const { items } = Secrets.parse(await kubernetesSecrets(folder, 'shop'))
  const of = new Map(items.map(({ metadata, stringData }) => [metadata.name, stringData]))
  expect(Object.keys(of.get('nats-tls') ?? {})).toEqual(['ca.crt', 'tls.crt', 'tls.key', 'tls-combined.pem'])
  expect(of.get('nats-tls')?.['tls.key']).toMatch(/^-----BEGIN PRIVATE KEY-----[^]*-----END PRIVATE KEY-----\s*$/)
  expect(of.get('nats-tls')?.['tls.crt']).toMatch(/^-----BEGIN CERTIFICATE-----[^]*-----END CERTIFICATE-----\s*$/)
  expect(of.get('pay')?.['MONGODB_URI']).toMatch(
    /^mongodb:\/\/pay:\w+@mongodb:27017\/\?authSource=shop&tls=true&tlsCAFile=/,
  )
  expect(of.get('recovery')?.['MONGODB_URI']).toMatch(/^mongodb:\/\/admin:/)
  const passwords = Object.values(of.get('nats-passwords') ?? {})
  expect(new Set(passwords).size).toBe(passwords.length)
  expect(Object.keys(of.get('nats-passwords') ?? {})).toContain('NATS_ROUTE_PASSWORD')
  expect(Object.keys(of.get('mongodb-passwords') ?? {})).toEqual(
    expect.arrayContaining(['ROOT_PASSWORD', 'PAY_PASSWORD']),
  )
})
