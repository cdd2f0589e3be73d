/** The profiles of docker-compose.yml, started and used. */
import path from 'node:path'
import { errorMessage } from '@shop/dev/obstacle.ts'
import { services } from '@shop/dev/shop/topology.ts'
import { until } from '@shop/dev/testing/until.ts'
import type { ContainerEngine } from './engine.ts'
import { acceptance, acceptedWith, upArguments, type ProofStep } from './proof-step.ts'
import { tracesIn } from './span-log.ts'

const issuer = 'http://localhost:8080/realms/shop' // as in deploy/compose/oidc.env
const inCompose = (name: string): string => path.join('deploy', 'compose', name)
const prometheus = 'http://127.0.0.1:9090'
const oidc = ['--env-file', inCompose('oidc.env'), '--profile', 'oidc']
const observability = ['--env-file', inCompose('observability.env'), '--profile', 'observability']
const pushes = ['--file', inCompose('otlp-metrics.yml'), ...observability]

export const oidcSteps: readonly ProofStep[] = [
  {
    name: 'the profile oidc, acceptance with its tokens',
    work: async ({ engine }) => {
      await engine.compose(...oidc, ...upArguments)
      const clients = ['--oidc-issuer', issuer, '--oidc-clients', inCompose('oidc-clients.json')]
      return acceptedWith(engine, clients, { JWT_ISSUER: issuer })
    },
  },
  {
    name: 'alice signs in at the storefront',
    work: ({ engine }) =>
      engine.port === 4000
        ? engine.project('tests/compose/signed-in.ts', [engine.url, 'alice'])
        : Promise.resolve('not shown: the provider sends people back to port 4000 alone'),
  },
  {
    name: 'back to the shared secret',
    work: async ({ engine }) => {
      await engine.compose(...oidc, 'rm', '--stop', '--force', 'identity')
      await engine.compose(...upArguments)
      return 'up'
    },
  },
]

export const observabilitySteps: readonly ProofStep[] = [
  {
    name: 'the profile observability',
    work: async ({ engine }) => {
      await engine.compose(...observability, ...upArguments)
      const observers = (await engine.compose(...observability, 'ps', '--services', '--status', 'running'))
        .split('\n')
        .filter((name) => ['prometheus', 'otel-collector', 'jaeger', 'grafana'].includes(name))
      return `${observers.toSorted().join(', ')} run`
    },
  },
  { name: 'acceptance while it is observed', work: acceptance },
  {
    name: 'Prometheus scrapes every part and evaluates every rule',
    work: ({ engine }) => prometheusSees(engine, 'scraped'),
  },
  {
    name: 'one order is one trace through every part, in the collector',
    work: async ({ engine }) =>
      engine.substitutes ? traced(engine) : 'not shown: look at Jaeger, http://127.0.0.1:16686',
  },
  {
    name: 'metrics by OTLP, through the collector to Prometheus',
    work: async ({ engine }) => {
      await engine.compose(...pushes, ...upArguments)
      return prometheusSees(engine, 'pushed')
    },
  },
  { name: 'acceptance while metrics are pushed', work: acceptance },
]

async function prometheusSees(engine: ContainerEngine, what: 'scraped' | 'pushed'): Promise<string> {
  let seen = ''
  const complete = async (): Promise<boolean> => {
    seen = await engine.project('tests/compose/prometheus-sees.ts', [what, prometheus]).catch(errorMessage)
    return seen.startsWith('all ')
  }
  await until(what, complete, 120_000).catch(() => {
    throw new Error(seen)
  })
  return seen
}

/** The collector that stands in Jaeger's place writes spans to its log. */
async function traced(engine: ContainerEngine): Promise<string> {
  const since = new Date().toISOString()
  await engine.project('tests/compose/keepsake.ts', [engine.url, 'make'])
  let seen = ''
  const complete = async (): Promise<boolean> => {
    const log = await engine.engine('logs', '--since', since, await engine.container('jaeger'))
    const [widest] = [...tracesIn(log).values()].toSorted((a, b) => b.services.size - a.services.size)
    const missing = services.filter((name) => !widest?.services.has(name))
    seen = `${widest?.spans ?? 0} spans of ${widest?.services.size ?? 0} parts in one trace`
    if (missing.length > 0) seen += `, none of ${missing.join(', ')}`
    return missing.length === 0
  }
  await until('a trace through every part', complete, 60_000).catch(() => {
    throw new Error(seen)
  })
  return seen
}
