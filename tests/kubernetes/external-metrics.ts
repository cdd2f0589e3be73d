/** Serves external.metrics.k8s.io in a cluster that has no adapter for it, for as long as a step takes (lag-adapter.ts). */
import { readFile } from 'node:fs/promises'
import { domains } from '@shop/contract/domains.ts'
import { authority, serverCertificate } from '@shop/dev/containers/certificates.ts'
import { until } from '@shop/dev/testing/until.ts'
import type { Kubectl } from './kubectl.ts'

const name = 'proof-metrics'
const apiService = 'v1beta1.external.metrics.k8s.io'
const PORT = 6_443
const labels = { 'app.kubernetes.io/name': name }

export async function isServed(kubectl: Kubectl): Promise<boolean> {
  return (await kubectl.refusal('get', 'apiservice', apiService)) === undefined
}

export async function withExternalMetrics<Result>(kubectl: Kubectl, work: () => Promise<Result>): Promise<Result> {
  try {
    for (const resource of await resources(kubectl)) await kubectl.apply(resource)
    await kubectl.run('rollout', 'status', `deployment/${name}`, '--timeout=120s')
    const condition = 'jsonpath={.status.conditions[?(@.type=="Available")].status}'
    const available = async () => (await kubectl.run('get', 'apiservice', apiService, '-o', condition)) === 'True'
    await until(`${apiService} is available`, available, 60_000)
    return await work()
  } finally {
    await kubectl.run('delete', 'apiservice', apiService, '--ignore-not-found')
    await kubectl.run('delete', 'deployment,service,configmap,secret,networkpolicy', name, '--ignore-not-found')
  }
}

async function resources(kubectl: Kubectl): Promise<object[]> {
  const image = await kubectl.run(
    ...['get', 'deployment', 'pay', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'],
  )
  const { key, certificate } = await serverCertificate(await authority(), [name])
  const program = await readFile(new URL('lag-adapter.ts', import.meta.url), 'utf8')
  const targets = Object.fromEntries(domains.map(({ name: each, port }) => [each, `http://${each}:${port}/metrics`]))
  const of = (apiVersion: string, kind: string, more: object): object => ({
    ...{ apiVersion, kind, metadata: { name, labels } },
    ...more,
  })
  return [
    of('v1', 'ConfigMap', { data: { 'lag-adapter.ts': program } }),
    of('v1', 'Secret', { stringData: { 'tls.key': key, 'tls.crt': certificate } }),
    of('v1', 'Service', { spec: { selector: labels, ports: [{ port: 443, targetPort: PORT }] } }),
    // Where network-policies is on: in from the API server, out to the subgraphs, whose own policy has to let it in.
    of('networking.k8s.io/v1', 'NetworkPolicy', {
      spec: { podSelector: { matchLabels: labels }, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
    }),
    {
      ...of('networking.k8s.io/v1', 'NetworkPolicy', {}),
      metadata: { name: `${name}-subgraphs`, labels },
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/component': 'subgraph' } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: labels } }] }],
      },
    },
    of('apps/v1', 'Deployment', { spec: deployment(image, JSON.stringify(targets)) }),
    {
      ...{ apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: apiService } },
      spec: {
        ...{ group: 'external.metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100 },
        service: { name, namespace: kubectl.namespace, port: 443 },
        insecureSkipTLSVerify: true,
      },
    },
  ]
}

function deployment(image: string, targets: string): object {
  return {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            ...{ name, image, args: ['/adapter/lag-adapter.ts'], env: [{ name: 'TARGETS', value: targets }] },
            readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
            resources: { requests: { cpu: '25m', memory: '64Mi' }, limits: { memory: '256Mi' } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            volumeMounts: [{ name: 'adapter', mountPath: '/adapter' }],
          },
        ],
        volumes: [{ name: 'adapter', projected: { sources: [{ configMap: { name } }, { secret: { name } }] } }],
      },
    },
  }
}
