/** The shop on a real cluster, from nothing to nothing: applied, checked, disturbed under load, checked again, deleted. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Obstacle } from '@shop/dev/obstacle.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { settle } from '@shop/dev/shop/settle.ts'
import { services } from '@shop/dev/shop/topology.ts'
import { compare } from '../chaos/outcome.ts'
import { brokenInvariants } from '../invariants/broken-invariants.ts'
import { scaling } from './autoscaling.ts'
import { drainable, drained } from './drain.ts'
import { applySecrets, withEngines, type EngineAddresses, type Logins } from './engines.ts'
import type { Kubectl } from './kubectl.ts'
import { lagScaling } from './lag-scaling.ts'
import { KubernetesLoad } from './load.ts'
import { policiesEnforced } from './network-policies.ts'
import { withBackup } from './overlay.ts'
import { recovered } from './recovery.ts'
import { ProofReport } from './report.ts'
import { startTimes } from './start-times.ts'
import { expectedVersions } from './stock-watch.ts'
import { supergraphExchange } from './supergraph-exchange.ts'
import { usage } from './usage.ts'

export type KubernetesProofOptions = {
  readonly kubectl: Kubectl
  readonly overlay: string
  readonly url: string
  readonly perSecond: number
  readonly keep: boolean
}

const READY_WITHIN_S = 180
const run = promisify(execFile)

export async function prove(options: KubernetesProofOptions): Promise<ProofReport> {
  const { kubectl, overlay, url, perSecond } = options
  const absent = await kubectl.refusal('get', 'namespace', kubectl.namespace)
  if (absent !== undefined && !absent.includes('NotFound')) throw new Obstacle(absent)
  if (absent === undefined)
    throw new Obstacle(`The namespace ${kubectl.namespace} is there already: this proof begins and ends with nothing.`)
  const report = new ProofReport()
  const withBackups = await withBackup(overlay)
  const apply = () => kubectl.run('apply', '-k', withBackups.folder)
  try {
    await kubectl.run('apply', '-f', path.join(projectRoot, 'k8s', 'base', 'namespace.yaml'))
    const logins = await applySecrets(kubectl)
    await report.step('applied, until every workload is available', async () => {
      await apply()
      await available(kubectl)
      return [`within ${READY_WITHIN_S} s`, true]
    })
    if (report.broken) throw new Obstacle('It does not become available: nothing else can be shown.')
    await report.step('npm run acceptance', () => acceptance(url, logins.jwtSecret))
    await refusals(report, kubectl)
    const before = (await withEngines(kubectl, logins, (where) => compare(where, []))).doubled
    const load = await KubernetesLoad.begin(url, logins.jwtSecret, perSecond)
    try {
      await shaken(report, options, load, logins)
    } finally {
      await load.end()
    }
    await withEngines(kubectl, logins, async (where) => {
      await invariantsHold(report, 'nothing lost, nothing doubled, every invariant', where, load, before)
      await watched(report, where, load)
    })
    const checkInvariants = (step: string) =>
      withEngines(kubectl, logins, (where) => invariantsHold(report, step, where, load, before))
    await recovered(report, { kubectl, logins, apply, checkInvariants, available: () => available(kubectl) })
    await report.step('npm run acceptance, once more', () => acceptance(url, logins.jwtSecret))
  } finally {
    if (!options.keep) await deleted(report, kubectl, withBackups.folder)
    await withBackups.close()
  }
  return report
}

async function shaken(
  report: ProofReport,
  { kubectl, perSecond }: KubernetesProofOptions,
  load: KubernetesLoad,
  logins: Logins,
): Promise<void> {
  const under = async (step: string, accident: () => Promise<unknown>, retriesInARow = 1): Promise<void> =>
    report.step(step, async () => {
      load.look()
      await accident()
      await delay(3_000) // what the accident did may show a little later
      const { sold, retried, maxInARow, reasons } = load.look()
      const seen = `${sold} orders, ${retried} requests repeated, ${maxInARow} times in a row at most`
      return [reasons ? `${seen} (${reasons})` : seen, maxInARow <= retriesInARow]
    })
  const rolledOut = (what: string) => kubectl.run('rollout', 'status', what, `--timeout=${READY_WITHIN_S}s`)

  await under(`${perSecond} orders a second, nothing happens`, () => delay(20_000))
  await under('two of each', async () => {
    for (const name of services) {
      await kubectl.run('scale', 'deployment', name, '--replicas=2')
      await rolledOut(`deployment/${name}`)
    }
  })
  await usage(report, kubectl)
  for (const name of services)
    await under(`rolling restart of ${name}`, async () => {
      await kubectl.run('rollout', 'restart', `deployment/${name}`)
      await rolledOut(`deployment/${name}`)
    })
  await startTimes(report, kubectl)
  await under('rolling restart of all at once', async () => {
    await kubectl.run('rollout', 'restart', ...services.map((name) => `deployment/${name}`))
    for (const name of services) await rolledOut(`deployment/${name}`)
  })
  await under('each pod of ours deleted in turn', async () => {
    for (const pod of await kubectl.names('pods', 'app.kubernetes.io/component in (router, subgraph)')) {
      await kubectl.run('delete', 'pod', pod, '--wait=false')
      for (const name of services) await rolledOut(`deployment/${name}`)
    }
  })
  const node = await drainable(kubectl)
  if (node === undefined)
    await report.step('a node drained', async () => [
      'every node has an engine, of which there is one copy',
      'not shown',
    ])
  else await under(`a node drained (${node})`, () => drained(kubectl, node))
  await report.step('the supergraph exchanged, and one that is none', () => supergraphExchange(kubectl))
  await scaling(report, kubectl)
  await lagScaling(report, kubectl, logins)
  // With one copy of an engine nothing takes over: clients wait, and nothing may be lost.
  const patient = Number.MAX_SAFE_INTEGER
  await under('NATS killed (its leader, where there are three)', () => engineKilled(kubectl, 'nats'), patient)
  await under('MongoDB killed', () => engineKilled(kubectl, 'mongodb'), patient)
  await under('afterwards', () => delay(10_000))
}

async function engineKilled(kubectl: Kubectl, name: string): Promise<void> {
  if ((await kubectl.refusal('get', 'statefulset', name)) !== undefined) return
  await kubectl.run('delete', 'pod', `${name}-0`, '--grace-period=0', '--force')
  await kubectl.run('rollout', 'status', `statefulset/${name}`, `--timeout=${READY_WITHIN_S}s`)
  await available(kubectl)
}

async function available(kubectl: Kubectl): Promise<void> {
  const timeout = `--timeout=${READY_WITHIN_S}s`
  for (const name of await kubectl.names('statefulsets'))
    await kubectl.run('rollout', 'status', `statefulset/${name}`, timeout)
  await kubectl.run('wait', '--for=condition=Available', 'deployment', '--all', timeout)
}

async function acceptance(url: string, secret: string): Promise<readonly [string, boolean]> {
  const program = [path.join(projectRoot, 'tests', 'acceptance', 'main.ts'), '--url', url, '--timeout', '120s']
  const env = { ...process.env, JWT_SECRET: secret }
  const said = await run(process.execPath, program, { env }).then(
    ({ stdout }) => ({ ok: true, stdout }),
    (error: { readonly stdout?: string }) => ({ ok: false, stdout: error.stdout ?? 'it could not be run' }),
  )
  const lines = said.stdout.trim().split('\n')
  return [lines.filter((line, index) => line.startsWith('FAILED') || index === lines.length - 1).join('; '), said.ok]
}

/** `before`: orders from before the load, which were placed without a key. */
async function invariantsHold(
  report: ProofReport,
  step: string,
  where: EngineAddresses,
  load: KubernetesLoad,
  before: number,
): Promise<void> {
  await report.step(step, async () => {
    await settle({ ...where, withinMs: 600_000 })
    const found = await compare(where, load.orderIds)
    const [doubled, sold] = [found.doubled - before, load.orderIds.length]
    const broken = [...load.complaints, ...(await brokenInvariants(where))]
    const counts = `${sold} orders accepted, ${found.lost} lost, ${doubled} doubled, ${sold - found.terminal} not at their end`
    const holds = found.lost === 0 && doubled === 0 && found.terminal === sold && broken.length === 0
    return [`${counts}; ${broken[0] ?? 'all invariants hold'}`, holds]
  })
}

async function watched(report: ProofReport, where: EngineAddresses, load: KubernetesLoad): Promise<void> {
  await report.step('a subscription through all of it', async () => {
    await load.watch.end()
    const { doubled, missing } = load.watch.faults(await expectedVersions(where.mongoUri, where.database, 'tea'))
    const seen = `${load.watch.seen} events, ${load.watch.returns} cuts, ${doubled} doubled, ${missing} missing`
    return [seen, doubled + missing === 0 && load.watch.seen > 0]
  })
}

async function deleted(report: ProofReport, kubectl: Kubectl, overlay: string): Promise<void> {
  await report.step('kubectl delete -k leaves nothing', async () => {
    await kubectl.run('delete', '-k', overlay, '--ignore-not-found', '--timeout=180s', '--wait=true')
    const left = await kubectl.run('get', 'all,pvc,configmap,secret', '--ignore-not-found', '-o', 'name')
    const namespace = (await kubectl.refusal('get', 'namespace', kubectl.namespace)) === undefined
    return [left || (namespace ? 'the namespace' : 'nothing left'), left === '' && !namespace]
  })
}

/** What the cluster must not let happen. */
async function refusals(report: ProofReport, kubectl: Kubectl): Promise<void> {
  await report.step('Pod Security refuses a root pod', async () => {
    const refused = await kubectl.refusal('run', 'root', '--image=root', '--dry-run=server', '--restart=Never')
    return [
      refused?.match(/violates PodSecurity "[^"]*"/)?.[0] ?? refused ?? 'it was taken',
      refused?.includes('PodSecurity') ?? false,
    ]
  })
  await policiesEnforced(report, kubectl)
}
