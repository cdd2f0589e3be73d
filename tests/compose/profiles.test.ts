/** The profiles of docker-compose.yml and what they set, without an engine. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { services as parts } from '@shop/dev/shop/topology.ts'
import { readConfig } from '@shop/platform/config.ts'
import type { RouterConfig } from '@shop/router/config.ts'
import { parse } from 'yaml'
import { z } from 'zod'
import { settingsOf } from '../manifests/settings.ts'
import { readCompose, readVariables, variablesOf, type ComposeVariables } from './compose-file.ts'

const text = (name: string): string => readFileSync(path.join(projectRoot, name), 'utf8')
const oidc = readVariables('deploy/compose/oidc.env')
const observability = readVariables('deploy/compose/observability.env')

/** Instead of the files that docker-compose.yml mounts. */
const secrets: ComposeVariables = {
  JWT_SECRET: 'x'.repeat(32),
  MONGODB_URI: 'mongodb://mongodb/?tls=true',
  NATS_PASSWORD: 'x',
}

/** What a process reads with these variables; `more`: what another compose file adds to its environment. */
function configOf(part: string, variables: ComposeVariables, more: ComposeVariables = {}): Partial<RouterConfig> {
  const settings = settingsOf.get(part)
  const given = readCompose('docker-compose.yml', variables).services[part]?.environment
  if (!settings || !given) throw new Error(`docker-compose.yml has no service ${part}`)
  const environment = Object.entries({ ...given, ...more }).map(([name, value]) => {
    const secret = value.startsWith('/run/secrets/') ? name.replace(/_FILE$/, '') : undefined
    return secret === undefined ? [name, value] : [secret, secrets[secret]]
  })
  return readConfig(settings, { NODE_ENV: 'production', HOST: '0.0.0.0', ...Object.fromEntries(environment) })
}

test.each(Object.entries({ oidc, observability }))('the env file of %s sets nothing that is not read', (_name, set) => {
  const heeded = variablesOf('docker-compose.yml')
  expect(Object.keys(set).filter((name) => !heeded.has(name))).toEqual([])
})

test.each(parts)('%s believes the identity provider of the profile oidc, and no shared secret', (part) => {
  const { JWKS_URL, JWT_SECRET, JWT_ISSUER, JWT_AUDIENCE } = configOf(part, oidc)
  expect({ JWKS_URL, JWT_SECRET, JWT_ISSUER, JWT_AUDIENCE }).toEqual({
    JWKS_URL: oidc['JWKS_URL'],
    JWT_SECRET: undefined,
    JWT_ISSUER: oidc['JWT_ISSUER'],
    JWT_AUDIENCE: 'membership-shop',
  })
})

test('the storefront’s people sign in where its tokens come from, and the provider knows its pages', () => {
  const router = configOf('router', oidc)
  expect([router.OIDC_ISSUER, router.OIDC_CLIENT_ID]).toEqual([oidc['JWT_ISSUER'], 'storefront'])
  const realm: { realm: string; clients: { clientId: string; redirectUris?: string[] }[] } = JSON.parse(
    text('deploy/compose/keycloak-realm.json'),
  )
  expect(router.OIDC_ISSUER).toMatch(new RegExp(`/realms/${realm.realm}$`))
  expect(realm.clients.find(({ clientId }) => clientId === router.OIDC_CLIENT_ID)?.redirectUris).toContain(
    'http://127.0.0.1:4000/*',
  )
})

const Collector = z.object({
  receivers: z.object({ otlp: z.object({ protocols: z.object({ http: z.object({ endpoint: z.string() }) }) }) }),
  exporters: z.record(z.string(), z.object({ endpoint: z.string() })),
  service: z.object({ pipelines: z.record(z.string(), z.object({ exporters: z.array(z.string()) })) }),
})
const collector = Collector.parse(parse(text('deploy/compose/otel-collector.yml')))
const { services } = readCompose('docker-compose.yml')

test.each(parts)('%s sends its spans to the collector, as many as the router decides', (part) => {
  const config = configOf(part, observability)
  const { port } = new URL(`http://${collector.receivers.otlp.protocols.http.endpoint}`)
  expect(config.OTEL_EXPORTER_OTLP_ENDPOINT).toBe(`http://otel-collector:${port}`)
  expect(config.OTEL_TRACES_SAMPLER).toBe('parentbased_traceidratio')
  expect(config.OTEL_METRICS_EXPORTER).toBe('none') // they are scraped
})

test('the collector hands spans on to a service of the same profile', () => {
  const used = Object.values(collector.service.pipelines).flatMap(({ exporters }) => exporters)
  expect(new Set(used)).toEqual(new Set(Object.keys(collector.exporters)))
  for (const exporter of collector.service.pipelines['traces']?.exporters ?? []) {
    const { hostname } = new URL(`http://${collector.exporters[exporter]?.endpoint}`)
    expect([hostname, services[hostname]?.profiles]).toEqual([hostname, ['observability']])
  }
})

test('otlp-metrics.yml has every part push its metrics, and Prometheus scrape the collector in their place', () => {
  const pushing = readCompose('deploy/compose/otlp-metrics.yml').services
  for (const part of parts) {
    const config = configOf(part, observability, pushing[part]?.environment)
    expect([part, config.OTEL_METRICS_EXPORTER]).toEqual([part, 'otlp'])
  }
  const command = pushing['prometheus']?.command.join(' ') ?? ''
  const [, file = ''] = /--config\.file=\/etc\/prometheus\/(\S+)/.exec(command) ?? []
  const { scrape_configs: scraped } = Scrapes.parse(parse(text(`deploy/observability/prometheus/${file}`)))
  const [exporter = ''] = collector.service.pipelines['metrics']?.exporters ?? []
  const { port } = new URL(`http://${collector.exporters[exporter]?.endpoint}`)
  expect(scraped).toMatchObject([{ honor_labels: true, static_configs: [{ targets: [`otel-collector:${port}`] }] }])
})

const Scrapes = z.object({ scrape_configs: z.array(z.looseObject({})) })
