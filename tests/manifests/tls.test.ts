/** Nothing speaks to MongoDB or NATS in plain text, and each looks at whom it speaks to. */
import { describeRendered } from './rendered.ts'
import {
  ofKind,
  readResources,
  titleOf,
  workloads,
  type Container,
  type Resource,
  type WorkloadResource,
} from './resource.ts'
import { environment } from './settings.ts'

const clientsOfNats = ['subgraph', 'recovery', 'streams']
const clientsOfMongo = ['subgraph', 'recovery']
const natsCa = '/etc/shop/nats-ca/ca.crt'

const component = ({ labels }: WorkloadResource): string => labels['app.kubernetes.io/component'] ?? ''

/** What a client of the engines lacks, one line each. */
function plainClients(resources: readonly Resource[]): string[] {
  return workloads(resources)
    .filter((each) => clientsOfNats.includes(component(each)))
    .flatMap((each) => {
      const [container] = each.pod.containers
      if (!container) return [`${titleOf(each)}: no container`]
      const given = environment(container, resources)
      return [
        ...(given['REQUIRE_TLS'] === 'on' ? [] : ['it would start without TLS']),
        ...(given['NATS_URL']?.startsWith('tls://') ? [] : [`NATS_URL is ${given['NATS_URL']}`]),
        ...(given['NATS_TLS_CA'] === natsCa ? [] : [`NATS_TLS_CA is ${given['NATS_TLS_CA']}`]),
        ...(authorityAt(natsCa, 'nats-tls', container, each) ? [] : ['the authority of NATS is not there']),
        ...(!clientsOfMongo.includes(component(each)) || hasAddress(container)
          ? []
          : ['its address of MongoDB, which has TLS and a login, is not required']),
      ].map((problem) => `${titleOf(each)}: ${problem}`)
    })
}

/** From a Secret that must be there, not from a ConfigMap, where everybody would have the same login. */
function hasAddress({ envFrom }: Container): boolean {
  return envFrom.some(({ secretRef }) => secretRef && secretRef.name !== 'tokens' && !secretRef.optional)
}

/** Whether a volume has the authority of a server's Secret at a path, and no key. */
function authorityAt(file: string, secretName: string, container: Container, { pod }: WorkloadResource): boolean {
  const mounts = JSON.stringify(container['volumeMounts'] ?? [])
  const volume = pod.volumes.find(({ secret }) => secret?.secretName === secretName)
  const items = volume?.secret?.items ?? []
  return (
    mounts.includes(`"${volume?.name}"`) &&
    mounts.includes(`"${file.replace(/\/[^/]+$/, '')}"`) &&
    JSON.stringify(items.map(({ path }) => path)) === '["ca.crt"]'
  )
}

/** Keys of the engines' certificates are the engines' alone. */
function holdersOfKeys(resources: readonly Resource[]): string[] {
  return workloads(resources)
    .filter(({ pod }) => pod.volumes.some(({ secret }) => secret?.secretName.endsWith('-tls') && !secret.items))
    .map(titleOf)
}

test('a client that speaks in plain text is found', () => {
  const careless = readResources(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: pay }
spec:
  template:
    metadata: { labels: { app.kubernetes.io/name: pay, app.kubernetes.io/component: subgraph } }
    spec:
      volumes: [{ name: nats-ca, secret: { secretName: nats-tls } }]
      containers:
        - name: pay
          image: shop:1
          env: [{ name: NATS_URL, value: 'nats://nats:4222' }]
          volumeMounts: [{ name: nats-ca, mountPath: /etc/shop/nats-ca }]
`)
  expect(plainClients(careless)).toEqual([
    'Deployment pay: it would start without TLS',
    'Deployment pay: NATS_URL is nats://nats:4222',
    'Deployment pay: NATS_TLS_CA is undefined',
    'Deployment pay: the authority of NATS is not there',
    'Deployment pay: its address of MongoDB, which has TLS and a login, is not required',
  ])
  expect(holdersOfKeys(careless)).toEqual(['Deployment pay'])
})

await describeRendered((resources) => {
  test('no client speaks to an engine in plain text', () => expect(plainClients(resources)).toEqual([]))

  test('only an engine has its key', () => {
    const engines = ['StatefulSet mongodb', 'StatefulSet nats']
    expect(holdersOfKeys(resources).filter((each) => !engines.includes(each))).toEqual([])
  })

  test('NATS lets clients in by TLS alone, and servers of a cluster by certificates that both look at', () => {
    const config = ofKind(resources, 'ConfigMap').find(({ data }) => data?.['nats.conf'] !== undefined)
    const text = config?.data?.['nats.conf'] ?? ''
    expect(text).toMatch(
      /^tls {\n {2}cert_file: "\/etc\/nats-tls\/tls.crt"\n {2}key_file: "\/etc\/nats-tls\/tls.key"\n}/m,
    )
    expect(text).not.toContain('allow_non_tls')
    const [, cluster] = /^cluster {\n([^]*?)\n}/m.exec(text) ?? []
    if (cluster !== undefined) expect(cluster).toMatch(/tls {[^}]*ca_file: "[^"]+"\s+verify: true/)
  })

  test('MongoDB inside lets in by TLS and with a login alone', () => {
    const [server] = workloads(resources).filter(({ metadata }) => metadata.name === 'mongodb')
    if (!server) return
    const args = server.pod.containers.flatMap((each) => each.args)
    const flags = args.filter((arg) => /^--(auth|no-auth|tlsMode|listen-tls|listen-addr)($|=)/.test(arg))
    const asMongod = ['--auth', '--tlsMode=requireTLS']
    const asFerretDb = ['--listen-addr=127.0.0.1:27018', '--listen-tls=:27017'] // it requires logins by itself
    expect([asMongod, asFerretDb]).toContainEqual(flags)
  })

  test('a certificate of cert-manager is for the names by which an engine is called', () => {
    const certificates = ofKind(resources, 'Certificate').filter(({ spec }) => spec['isCA'] !== true)
    for (const { spec } of certificates) {
      expect(spec['secretName']).toBe('nats-tls')
      expect(spec['dnsNames']).toEqual(expect.arrayContaining(['nats', '*.nats-headless', 'localhost']))
      expect(spec['issuerRef']).toEqual({ kind: 'Issuer', name: 'engines' })
    }
  })
})
