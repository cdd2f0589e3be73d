/** What docker-compose.yml says agrees with what the processes read, without an engine. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeSecrets } from '@shop/dev/containers/compose-secrets.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { services as allServices, subgraphs } from '@shop/dev/shop/topology.ts'
import { readConfig } from '@shop/platform/config.ts'
import { Ajv } from 'ajv'
import { domains } from '@shop/contract/domains.ts'
import { settingsOf } from '../manifests/settings.ts'
import { rawCompose, readCompose, type ComposeService } from './compose-file.ts'

const file = readCompose('docker-compose.yml')
const text = (name: string): string => readFileSync(path.join(projectRoot, name), 'utf8')
const service = (name: string): ComposeService => {
  const found = file.services[name]
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`)
  return found
}

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'secrets-'))
  await writeSecrets(folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** As the process sees it: the image's variables, and secrets where they are mounted. */
function environmentOf(name: string): Record<string, string> {
  const { environment, secrets } = service(name)
  const mounted = secrets.map((each) => (typeof each === 'string' ? { source: each, target: each } : each))
  const variables = Object.entries(environment).map(([variable, value]) => {
    const secret = mounted.find(({ target }) => value === `/run/secrets/${target}`)
    return [variable, secret ? path.join(folder, path.basename(file.secrets[secret.source]?.file ?? 'none')) : value]
  })
  return { NODE_ENV: 'production', HOST: '0.0.0.0', ...Object.fromEntries(variables) }
}

test.each(['docker-compose.yml', 'deploy/compose/ferretdb.yml', 'deploy/compose/otlp-metrics.yml'])(
  '%s is what the compose specification says',
  (name) => {
    // https://github.com/compose-spec/compose-spec/blob/170098ba07d9f53c383a41bfd4c5166b0a4529a6/schema/compose-spec.json
    const { $schema: _another, ...schema } = JSON.parse(text('tests/compose/compose-spec.json'))
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
    ajv.validate(schema, rawCompose(name))
    expect(ajv.errors ?? []).toEqual([])
  },
)

test('each process of the shop is a service, reached at its port', () => {
  expect(Object.keys(file.services)).toEqual(expect.arrayContaining([...allServices]))
  const addresses = domains.map(({ name, port }) => `${name}=http://${name}:${port}/graphql`).join(',')
  expect(service('router').environment['SUBGRAPHS']).toBe(addresses)
  for (const { name, port } of domains) expect(service(name).environment['PORT']).toBe(String(port))
  expect(service('router').ports).toEqual([`127.0.0.1:4000:${service('router').environment['PORT']}`])
  expect(Object.keys(service('router').depends_on)).toEqual(subgraphs)
})

test.each(allServices)('%s reads every variable that it is given, and has all that it needs', (name) => {
  const settings = settingsOf.get(name)
  if (!settings) throw new Error(`${name} has no settings`)
  const read = Object.keys(settings.shape)
  const unread = Object.keys(service(name).environment).filter(
    (variable) => !read.includes(variable) && !read.includes(variable.replace(/_FILE$/, '')),
  )
  expect(unread).toEqual([])
  const config = readConfig(settings, environmentOf(name))
  expect(config.NODE_ENV).toBe('production')
  const main = name === 'router' ? 'router/src/main.ts' : `subgraphs/${name}/src/main.ts`
  expect(service(name).command).toEqual([main])
  expect(existsSync(path.join(projectRoot, main))).toBe(true)
  expect(service(name).healthcheck?.test?.at(-1)).toContain('/health/ready')
  expect(Number.parseInt(service(name).stop_grace_period ?? '', 10) * 1_000).toBeGreaterThan(config.SHUTDOWN_GRACE_MS)
})

test.each(subgraphs)('%s has logins of its own', (name) => {
  expect(service(name).environment['NATS_USER']).toBe(name)
  expect(service(name).environment['EVENTS_ADMIN']).toBe('off')
  const uri = readFileSync(environmentOf(name)['MONGODB_URI_FILE'] ?? '', 'utf8')
  expect(uri).toContain(`mongodb://${name}:`)
})

test('MongoDB makes a user for each service and no other: it gets exactly their passwords', () => {
  const given = service('mongodb-users').secrets.map((secret) => (typeof secret === 'string' ? secret : secret.target))
  const users = [...subgraphs, 'admin'].map((user) => `${user}_mongodb_password`)
  expect(given.toSorted()).toEqual([...users, 'mongodb_root_password'].toSorted())
})

test('the documents name the logins of every service', () => {
  const kubernetes = text('docs/kubernetes.md')
  const [, names = ''] = /^for name in (.*); do$/m.exec(kubernetes) ?? []
  expect(names.split(' ')).toEqual(subgraphs)
  const [, users = ''] = /\$\(for user in (.*?); do echo --from-literal=NATS_/.exec(kubernetes) ?? []
  expect(users.split(' ')).toEqual(expect.arrayContaining(subgraphs.map((name) => name.toUpperCase())))
  const rows = text('docs/least-privilege.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  const logins = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, login]) => login))
  expect(logins).toEqual(expect.arrayContaining(subgraphs))
})

test.each([...subgraphs, 'streams', 'recovery'])('%s speaks to the engines by TLS alone', (name) => {
  const { environment, configs } = service(name)
  expect(environment['REQUIRE_TLS']).toBe('on')
  expect(environment['NATS_URL']).toBe('tls://nats:4222')
  expect(configs.map(({ target }) => target)).toEqual(
    expect.arrayContaining([environment['NATS_TLS_CA'], '/etc/shop/mongodb-ca/ca.crt']),
  )
})

const ours = Object.entries(file.services)

test('no service may more than it needs', () => {
  for (const [name, { read_only: readOnly, cap_drop: dropped, security_opt: options, profiles }] of ours) {
    expect([name, dropped, options]).toEqual([name, ['ALL'], ['no-new-privileges:true']])
    expect([name, readOnly]).toEqual([name, !profiles.includes('oidc')])
  }
})

test('every server has a limit of memory, and every engine of the shop a version and a health check', () => {
  const jobs = ['streams', 'volumes', 'mongodb-users']
  for (const [name, { deploy, image, healthcheck, profiles }] of ours) {
    expect([name, image]).toEqual([name, expect.stringMatching(/:[\w.-]+$/)])
    if (jobs.includes(name)) continue
    expect([name, deploy?.resources.limits.memory]).toEqual([name, expect.stringMatching(/^\d+[MG]$/)])
    if (profiles.length === 0) expect([name, healthcheck?.test]).toEqual([name, expect.any(Array)])
  }
})

test('what is published is published on this machine alone, unless LISTEN says otherwise', () => {
  for (const port of ours.flatMap(([, { ports }]) => ports)) expect(port).toMatch(/^127\.0\.0\.1:/)
})

test('every secret that is mounted is made, once, for its owner alone, and never replaced', async () => {
  const made = readdirSync(folder).toSorted()
  const mounted = Object.values(file.secrets).map((secret) => path.basename(secret.file))
  expect(made).toEqual(expect.arrayContaining(mounted))
  expect(statSync(folder).mode & 0o077).toBe(0)
  const before = made.map((name) => readFileSync(path.join(folder, name), 'utf8'))
  expect(await writeSecrets(folder)).toMatchObject({ made: [] })
  expect(made.map((name) => readFileSync(path.join(folder, name), 'utf8'))).toEqual(before)
})

test('every file that is mounted is there', () => {
  const mounted = ours.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0] ?? ''))
  const missing = mounted.filter((name) => name.startsWith('./') && !existsSync(path.join(projectRoot, name)))
  expect(missing).toEqual([])
})

test('Prometheus finds the metrics of every process', () => {
  const targets = [
    ...domains.map(({ name, port }) => `${name}:${port}`),
    `router:${service('router').environment['METRICS_PORT']}`,
  ]
  const scraped = [...text('deploy/observability/prometheus/prometheus.yml').matchAll(/- (\w+:\d+)$/gm)]
  expect(scraped.map(([, target]) => target)).toEqual(targets)
})

test('every user that NATS knows has a password', () => {
  const wanted = [...text('deploy/nats/users.conf').matchAll(/password: \$(\w+)/g)].map(([, name]) => name)
  const given = [...readFileSync(path.join(folder, 'nats_passwords'), 'utf8').matchAll(/^(\w+)=/gm)].map(
    ([, name]) => name,
  )
  expect(new Set(given)).toEqual(new Set(wanted))
})

test('the image’s Node is the one that the tests run on', () => {
  const [, version] = /nodeVersion: (\S+)/.exec(text('pnpm-workspace.yaml')) ?? []
  expect(text('Containerfile')).toContain(`/node:${version}-slim`)
})

test('what only a playground or a test needs is no dependency of an image', () => {
  for (const name of ['router', 'platform', 'events', 'recovery', ...subgraphs.map((each) => `subgraphs/${each}`)]) {
    const { dependencies }: { dependencies: object } = JSON.parse(text(`${name}/package.json`))
    const development = Object.keys(dependencies).filter((each) =>
      /^(graphiql|react|esbuild|jest|@shop\/dev)/.test(each),
    )
    expect([name, development]).toEqual([name, []])
  }
})
