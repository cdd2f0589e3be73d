/** What the cluster must not let happen. */
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Kubectl } from './kubectl.ts'
import type { ProofReport } from './report.ts'

const targets = ['order:4001', 'mongodb:27017', 'nats:4222']

/** Prints which of its arguments it can connect to. */
const program = `
import { connect } from 'node:net'
const reached = await Promise.all(process.argv.slice(1).map((target) => new Promise((done) => {
  const [host, port] = target.split(':')
  const socket = connect({ host, port, timeout: 3000 })
  socket.on('connect', () => done(target)).on('error', () => done()).on('timeout', () => done())
})))
console.log(JSON.stringify({ reached: reached.filter(Boolean) }))
process.exit()`

export async function refusals(report: ProofReport, kubectl: Kubectl): Promise<void> {
  await report.step('Pod Security refuses a root pod', async () => {
    const refused = await kubectl.refusal('run', 'root', '--image=root', '--dry-run=server', '--restart=Never')
    return [
      refused?.match(/violates PodSecurity "[^"]*"/)?.[0] ?? refused ?? 'it was taken',
      refused?.includes('PodSecurity') ?? false,
    ]
  })
  await report.step('network policies let no stranger in', async () => {
    const reached = await asStranger(kubectl)
    if (reached.length === 0) return [`a pod without a part in the shop reaches none of ${targets.join(', ')}`, true]
    const enforced = reached.length < targets.length
    return [
      `a stranger reaches ${reached.join(', ')}${enforced ? '' : ': this cluster’s network enforces no policies'}`,
      enforced ? false : 'not shown',
    ]
  })
}

async function asStranger(kubectl: Kubectl): Promise<string[]> {
  const image = await kubectl.run(
    'get',
    'deployment',
    'order',
    '-o',
    'jsonpath={.spec.template.spec.containers[0].image}',
  )
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          ...{ name: 'stranger', image, args: ['--input-type=module', '--eval', program, ...targets] },
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  }
  await kubectl.run('run', 'stranger', `--image=${image}`, '--restart=Never', `--overrides=${JSON.stringify(pod)}`)
  try {
    for (let waits = 0; waits < 60; waits += 1) {
      const phase = await kubectl.run('get', 'pod', 'stranger', '-o', 'jsonpath={.status.phase}')
      if (phase === 'Succeeded' || phase === 'Failed') break
      await delay(1_000)
    }
    const logs = await kubectl.run('logs', 'stranger')
    return z.object({ reached: z.array(z.string()) }).parse(JSON.parse(logs.split('\n').at(-1) ?? '')).reached
  } finally {
    await kubectl.run('delete', 'pod', 'stranger', '--wait=false')
  }
}
