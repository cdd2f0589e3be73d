/** What the processes read, against what the manifests give them. */
import { readConfig } from '@shop/platform/config.ts'
import { settings as delivery } from '@shop/delivery/settings.ts'
import { settings as inventory } from '@shop/inventory/settings.ts'
import type { Service } from '@shop/contract/domains.ts'
import { settings as mypage } from '@shop/mypage/settings.ts'
import { settings as operations } from '@shop/operations/settings.ts'
import { settings as order } from '@shop/order/settings.ts'
import { settings as pay } from '@shop/pay/settings.ts'
import { routerSettings } from '@shop/router/config.ts'
import { ofKind, titleOf, workloads, type Container, type Resource, type WorkloadResource } from './resource.ts'

const subgraphs = { order, inventory, pay, delivery, mypage, operations } satisfies Readonly<Record<Service, unknown>>
export const settingsOf = new Map(Object.entries({ ...subgraphs, router: routerSettings }))

/** The content of Secrets that are not in the repository, by their names; where a subgraph's own must be there, that has all of this. */
const ofSecrets = {
  tokens: { JWT_SECRET: 'x'.repeat(32) },
  subgraph: { MONGODB_URI: 'mongodb+srv://order:x@cluster.example.com/?authSource=shop' },
}

type ManifestEnvironment = Readonly<Record<string, string>>

export function own(resources: readonly Resource[]): WorkloadResource[] {
  return workloads(resources).filter(({ kind, labels }) => kind === 'Deployment' && settingsOf.has(nameOf(labels)))
}

/** Whatever keeps one of our processes from starting as it is meant to. */
export function wrongSettings(resources: readonly Resource[]): string[] {
  return own(resources).flatMap((workload) => {
    const name = nameOf(workload.labels)
    const settings = settingsOf.get(name)
    const [container] = workload.pod.containers
    if (!settings || !container) return [`${titleOf(workload)}: not one of ours`]
    const given = environment(container, resources)
    try {
      const config = readConfig(settings, given)
      return [
        ...(config.NODE_ENV === 'production' ? [] : ['NODE_ENV is not production']),
        ...portsOf(container, resources, name)
          .filter((port) => port !== config.PORT && port !== metricsPort(config))
          .map((port) => `port ${port} is neither PORT nor METRICS_PORT`),
        ...graceOf(workload, container, config.SHUTDOWN_GRACE_MS),
        ...(name === 'router' ? [] : ['MONGODB_URI', 'NATS_URL'].filter((needed) => given[needed] === undefined)),
      ].map((problem) => `${titleOf(workload)}: ${problem}`)
    } catch (error) {
      return [`${titleOf(workload)}: ${String(error)}`]
    }
  })
}

/** Variables that no recipient reads: misspelt or obsolete. */
export function unreadSettings(resources: readonly Resource[]): string[] {
  const mine = own(resources)
  return ofKind(resources, 'ConfigMap').flatMap(({ metadata, data = {} }) => {
    const readers = mine.filter(({ pod }) =>
      pod.containers.some(({ envFrom }) => envFrom.some(({ configMapRef }) => configMapRef?.name === metadata.name)),
    )
    if (readers.length === 0) return []
    const read = new Set(readers.flatMap(({ labels }) => Object.keys(settingsOf.get(nameOf(labels))?.shape ?? {})))
    return Object.keys(data)
      .filter((name) => !read.has(name))
      .map((name) => `ConfigMap ${metadata.name}: no process reads ${name}`)
  })
}

/** Secrets that are not in the repository count as present. */
export function environment(container: Container, resources: readonly Resource[]): ManifestEnvironment {
  const maps = container.envFrom.map(({ configMapRef, secretRef }) => {
    if (configMapRef)
      return ofKind(resources, 'ConfigMap').find(({ metadata }) => metadata.name === configMapRef.name)?.data ?? {}
    if (secretRef?.name === 'tokens') return ofSecrets.tokens
    return secretRef?.optional === false ? ofSecrets.subgraph : {}
  })
  const all: Record<string, string> = Object.assign({}, ...maps, ownVariables(container))
  if (all['JWKS_URL'] !== undefined) delete all['JWT_SECRET'] // then the Secret "tokens" does not exist
  return all
}

/** What stands under `env`; a Secret has something for each key. */
export function ownVariables({ env }: Container): ManifestEnvironment {
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.secretKeyRef?.key ?? '']),
  )
}

function portsOf(container: Container, resources: readonly Resource[], name: string): number[] {
  const service = ofKind(resources, 'Service').find(({ metadata }) => metadata.name === name)
  const ports = Array.isArray(service?.spec['ports']) ? service.spec['ports'] : [{}]
  return [...container.ports.map(({ containerPort }) => containerPort), ...ports.map(({ port }) => Number(port))]
}

function graceOf({ pod }: WorkloadResource, { lifecycle }: Container, graceMs: number): string[] {
  const sleep = lifecycle?.preStop?.sleep.seconds ?? 0
  return [
    ...(sleep >= 5 ? [] : ['preStop sleeps less than 5 s: requests still come after a pod got SIGTERM']),
    ...(pod.terminationGracePeriodSeconds * 1_000 > sleep * 1_000 + graceMs
      ? []
      : ['killed before preStop and SHUTDOWN_GRACE_MS are over']),
  ]
}

function nameOf(labels: Readonly<Record<string, string>>): string {
  return labels['app.kubernetes.io/name'] ?? ''
}

/** The router's metrics have a port of their own. */
function metricsPort(config: object): unknown {
  return 'METRICS_PORT' in config ? config.METRICS_PORT : undefined
}
