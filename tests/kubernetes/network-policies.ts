/** Pods that try to reach what they may and what they may not, each by the labels that the policies select. */
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Kubectl } from './kubectl.ts'
import type { ProofReport } from './report.ts'

type PolicyVisitor = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly may: readonly string[]
  readonly mayNot: readonly string[]
}
type ReachedTargets = { readonly reached: readonly string[]; readonly refused: readonly string[] }

const component = (name: string) => ({ 'app.kubernetes.io/component': name })
const engines = ['mongodb:27017', 'nats:4222']
const API_SERVER = 'kubernetes.default:443'

/** What each may is there to show that its attempts can succeed: without it a pod that resolves no name would look refused. */
const visitors: readonly PolicyVisitor[] = [
  {
    name: 'stranger',
    labels: {},
    may: ['kube-dns.kube-system:53'],
    mayNot: ['router:4000', 'order:4001', ...engines, API_SERVER],
  },
  {
    name: 'as-router',
    labels: component('router'),
    may: ['order:4001', 'operations:4006'],
    mayNot: [...engines, API_SERVER],
  },
  {
    name: 'as-subgraph',
    labels: component('subgraph'),
    may: engines,
    mayNot: ['router:4000', 'inventory:4002', 'nats-headless:8222', API_SERVER],
  },
]

/**
 * Prints which targets it reached. A network takes a moment to learn of a pod: what it may is tried until it succeeds, what it may not until
 * it is refused, for at most 20 s each.
 */
const program = `
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
const tried = (target) => new Promise((done) => {
  const [host, port] = target.split(':')
  const socket = connect({ host, port, timeout: 3000 })
  const end = (reached) => { socket.destroy(); done(reached) }
  socket.on('connect', () => end(true)).on('error', () => end(false)).on('timeout', () => end(false))
})
const until = async (wanted, target) => {
  for (const began = Date.now(); ; await setTimeout(500)) {
    const reached = await tried(target)
    if (reached === wanted || Date.now() - began > 20_000) return { target, reached }
  }
}
const { may, mayNot } = JSON.parse(process.argv[1])
const found = await Promise.all(may.map((target) => until(true, target)))
found.push(...await Promise.all(mayNot.map((target) => until(false, target))))
const those = (reached) => found.filter((each) => each.reached === reached).map(({ target }) => target)
console.log(JSON.stringify({ reached: those(true), refused: those(false) }))
process.exit()`

export async function policiesEnforced(report: ProofReport, kubectl: Kubectl): Promise<void> {
  await report.step('network policies let through what they name, and nothing else', async () => {
    const image = await kubectl.run('get', 'deployment', 'order', '-o', `jsonpath={${CONTAINER}.image}`)
    const all = await Promise.all(
      visitors.map(async (visitor) => ({ ...visitor, ...(await attempts(kubectl, image, visitor)) })),
    )
    const wrong = all.flatMap(({ name, may, mayNot, reached }) => [
      ...may.filter((target) => !reached.includes(target)).map((target) => `${name} does not reach ${target}`),
      ...mayNot.filter((target) => reached.includes(target)).map((target) => `${name} reaches ${target}`),
    ])
    if (all.every(({ refused }) => refused.length === 0))
      return [`${wrong.join(', ')}: this cluster’s network enforces no policies`, 'not shown']
    if (wrong.length > 0) return [wrong.join(', '), false]
    return [all.map(({ name, may, mayNot }) => `${name}: ${may.join(', ')}, not ${mayNot.join(', ')}`).join('; '), true]
  })
}

const CONTAINER = '.spec.template.spec.containers[0]'
const Reached = z.object({ reached: z.array(z.string()), refused: z.array(z.string()) })

async function attempts(
  kubectl: Kubectl,
  image: string,
  { name, labels, may, mayNot }: PolicyVisitor,
): Promise<ReachedTargets> {
  await kubectl.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          ...{ name, image, args: ['--input-type=module', '--eval', program, JSON.stringify({ may, mayNot })] },
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  })
  try {
    for (let waits = 0; waits < 120; waits += 1) {
      const phase = await kubectl.run('get', 'pod', name, '-o', 'jsonpath={.status.phase}')
      if (phase === 'Succeeded' || phase === 'Failed') break
      await delay(1_000)
    }
    const said = await kubectl.run('logs', name)
    return Reached.parse(JSON.parse(said.split('\n').at(-1) ?? ''))
  } finally {
    await kubectl.run('delete', 'pod', name, '--grace-period=0', '--force')
  }
}
