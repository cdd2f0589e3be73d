/** Running routers take a new supergraph up, and keep it when the next one is none. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Kubectl } from './kubectl.ts'

const WITHIN_MS = 150_000 // the kubelet looks at mounted ConfigMaps about once a minute
const LOADS = /^router_supergraph_loads_total\{[^}]*outcome="(\w+)"[^}]*\} (\d+)/gm

export async function supergraphExchange(kubectl: Kubectl): Promise<readonly [string, boolean]> {
  const now = await kubectl.run(
    'get',
    'configmap',
    'supergraph',
    '-o',
    String.raw`jsonpath={.data.supergraph\.graphql}`,
  )
  const before = await loads(kubectl)
  const restarts = await started(kubectl)
  await exchange(kubectl, `${now}\n# exchanged\n`)
  const took = await until(kubectl, (found) => found.ok >= before.ok + before.routers)
  const between = await loads(kubectl)
  await exchange(kubectl, 'type Query {')
  const refused = await until(kubectl, (found) => found.failed >= between.failed + between.routers)
  await exchange(kubectl, now)
  const sameProcesses = (await started(kubectl)) === restarts
  const seen = `${before.routers} routers took the new one up after ${took ?? 'never, within 150'} s, and refused the broken one after ${refused ?? 'never, within 150'} s; ${sameProcesses ? 'none was restarted' : 'RESTARTED'}`
  return [seen, took !== undefined && refused !== undefined && sameProcesses]
}

function exchange(kubectl: Kubectl, text: string): Promise<string> {
  const patch = JSON.stringify({ data: { 'supergraph.graphql': text } })
  return kubectl.run('patch', 'configmap', 'supergraph', '--type=merge', '--patch', patch)
}

async function until(kubectl: Kubectl, holds: (found: Loads) => boolean): Promise<string | undefined> {
  const began = performance.now()
  for (;;) {
    const pastMs = performance.now() - began
    if (holds(await loads(kubectl))) return (pastMs / 1_000).toFixed(0)
    if (pastMs > WITHIN_MS) return undefined
    await delay(1_000)
  }
}

type Loads = { readonly routers: number; readonly ok: number; readonly failed: number }

/** Of all routers together. */
async function loads(kubectl: Kubectl): Promise<Loads> {
  const pods = await kubectl.names('pods', 'app.kubernetes.io/name=router')
  const path = (pod: string) => `/api/v1/namespaces/${kubectl.namespace}/pods/${pod}:9464/proxy/metrics`
  const answers = await Promise.all(pods.map((pod) => kubectl.run('get', '--raw', path(pod))))
  const counted = answers.flatMap((text) => [...text.matchAll(LOADS)])
  const sum = (wanted: boolean) =>
    counted
      .filter(([, outcome]) => (outcome === 'adopted') === wanted)
      .reduce((all, [, , count]) => all + Number(count), 0)
  return { routers: pods.length, ok: sum(true), failed: sum(false) }
}

async function started(kubectl: Kubectl): Promise<string> {
  const path = 'jsonpath={.items[*].status.containerStatuses[*].containerID}'
  return kubectl.run('get', 'pods', '-l', 'app.kubernetes.io/name=router', '-o', path)
}
