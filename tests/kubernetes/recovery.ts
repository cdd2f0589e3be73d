/** A backup, and the ways back from it: after NATS has lost its data, and after MongoDB has. By the Jobs of the component backup. */
import { MongoClient } from 'mongodb'
import { services } from '@shop/dev/shop/topology.ts'
import { until } from '@shop/dev/testing/until.ts'
import { withEngines, type Logins } from './engines.ts'
import type { Kubectl } from './kubectl.ts'
import type { ProofReport } from './report.ts'

const WITHIN_MS = 900_000
const WITHIN = '--timeout=300s'

/** `apply`: as an operator does it again. `checkInvariants`: nothing is missing; a step of its own for each kind of restore. */
export type Recovery = {
  readonly kubectl: Kubectl
  readonly logins: Logins
  readonly apply: () => Promise<unknown>
  readonly available: () => Promise<void>
  readonly checkInvariants: (step: string) => Promise<void>
}

export async function recovered(
  report: ProofReport,
  { kubectl, logins, apply, available, checkInvariants }: Recovery,
): Promise<void> {
  const [saved] = await job(report, kubectl, 'backup', 'a backup, by its Job')
  await report.step('NATS loses its data', async () => {
    const claims = (await kubectl.names('pvc')).filter((name) => name.startsWith('data-nats-'))
    const copies = await kubectl.run('get', 'statefulset', 'nats', '-o', 'jsonpath={.spec.replicas}')
    await kubectl.run('scale', 'statefulset', 'nats', '--replicas=0')
    for (const claim of claims) await kubectl.run('delete', 'pvc', claim, '--timeout=120s')
    await kubectl.run('scale', 'statefulset', 'nats', `--replicas=${copies || 1}`)
    await kubectl.run('rollout', 'status', 'statefulset/nats', '--timeout=180s')
    await apply() // the Job that makes streams and consumers
    await available()
    return [`${claims.length} volumes deleted, and made anew`, true]
  })
  await job(report, kubectl, 'recover', 'recover, by its Job, while the shop runs')
  await checkInvariants('nothing lost after recover, every invariant')

  const replicas = await stopped(kubectl)
  await report.step('MongoDB loses its data', async () => {
    await withEngines(kubectl, logins, emptied)
    return ['the services stopped, the database dropped', true]
  })
  await job(report, kubectl, 'restore', 'restore, by its Job', saved)
  await report.step('the services start again', async () => {
    for (const [name, count] of replicas) await kubectl.run('scale', 'deployment', name, `--replicas=${count}`)
    await available()
    return ['available', true]
  })
  await checkInvariants('nothing lost after restore, every invariant')
}

/** Answers the name of its pod, by which a backup's folder is called. */
async function job(
  report: ProofReport,
  kubectl: Kubectl,
  kind: string,
  step: string,
  folder?: string,
): Promise<string[]> {
  const name = `${kind}-proof`
  let pods: string[] = []
  await report.step(step, async () => {
    const manifest = await kubectl.run(
      'create',
      'job',
      name,
      `--from=cronjob/${kind}`,
      '--dry-run=client',
      '-o',
      'json',
    )
    await kubectl.apply(JSON.parse(manifest.replace('/backups/FOLDER', `/backups/${folder}`)))
    const done = await succeeds(kubectl, name)
    pods = await kubectl.names('pods', `job-name=${name}`)
    const said = await kubectl.run('logs', `job/${name}`)
    return [said.split('\n').at(-1) ?? '', done]
  })
  return pods
}

async function succeeds(kubectl: Kubectl, job: string): Promise<boolean> {
  let counts = ['', '']
  const ended = async (): Promise<boolean> => {
    const path = 'jsonpath={.status.succeeded},{.status.failed}'
    counts = (await kubectl.run('get', 'job', job, '-o', path)).split(',')
    return counts.some((count) => count !== '')
  }
  await until(`the Job ${job} has ended`, ended, WITHIN_MS)
  return counts[0] === '1'
}

async function stopped(kubectl: Kubectl): Promise<ReadonlyMap<string, string>> {
  const replicas = new Map<string, string>()
  for (const name of services) {
    replicas.set(name, await kubectl.run('get', 'deployment', name, '-o', 'jsonpath={.spec.replicas}'))
    await kubectl.run('scale', 'deployment', name, '--replicas=0')
  }
  await kubectl.run('wait', '--for=delete', 'pod', '-l', 'app.kubernetes.io/component in (router, subgraph)', WITHIN)
  return replicas
}

async function emptied({ mongoUri, database }: { readonly mongoUri: string; readonly database: string }) {
  const client = new MongoClient(mongoUri)
  try {
    await client.db(database).dropDatabase()
  } finally {
    await client.close()
  }
}
