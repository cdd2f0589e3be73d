/**
 * For the proof alone, where no prometheus-adapter is at hand: external.metrics.k8s.io with the one metric that the autoscalers of
 * autoscaling-hpa-metrics read, from the services' own /metrics. Runs in a pod, of the image of the shop, beside tls.key and tls.crt.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'

const api = 'external.metrics.k8s.io/v1beta1'
const metric = 'shop_consumer_lag'
/** Addresses of metrics by service. */
const targets = new Map<string, string>(Object.entries(JSON.parse(process.env['TARGETS'] ?? '{}')))
const inThisFolder = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

async function lagOf(service: string): Promise<string | undefined> {
  const url = targets.get(service)
  if (url === undefined) return undefined
  const text = await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).text()
  return new RegExp(`^${metric}(?:\\{[^}]*\\})? (\\d+)`, 'm').exec(text)?.[1]
}

async function answer({ pathname, searchParams }: URL): Promise<object | undefined> {
  if (pathname === `/apis/${api}`) {
    const resource = {
      name: metric,
      singularName: '',
      namespaced: true,
      kind: 'ExternalMetricValueList',
      verbs: ['get'],
    }
    return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: api, resources: [resource] }
  }
  if (!new RegExp(`^/apis/${api}/namespaces/[^/]+/${metric}$`).test(pathname)) return undefined
  const [, service = ''] = /^service=(\w+)$/.exec(searchParams.get('labelSelector') ?? '') ?? []
  const value = await lagOf(service)
  const timestamp = new Date().toISOString().replace(/\.\d+/, '')
  const items = value === undefined ? [] : [{ metricName: metric, metricLabels: { service }, timestamp, value }]
  return { kind: 'ExternalMetricValueList', apiVersion: api, metadata: {}, items }
}

const server = createServer({ key: inThisFolder('tls.key'), cert: inThisFolder('tls.crt') }, (request, response) => {
  const send = (status: number, body: object): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  answer(new URL(request.url ?? '/', 'https://adapter')).then(
    (body) => (body ? send(200, body) : send(404, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 404 })),
    (error: unknown) =>
      send(503, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 503, message: String(error) }),
  )
})
server.listen(6_443)
