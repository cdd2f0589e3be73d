/**
 * pay scaled by the messages that wait for it, by the autoscaler of autoscaling-hpa-metrics, without its other metric: pods of the component
 * `small` ask for so little CPU that it would act first. Messages wait because pay's consumer is paused on the stream; pay itself runs.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { contract } from '@shop/contract/catalog.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { StreamNames } from '@shop/events/messaging/stream-names.ts'
import { natsOptions } from '@shop/platform/nats-options.ts'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { replicasBecome } from './autoscaling.ts'
import { withEngines, type Logins } from './engines.ts'
import { isServed, withExternalMetrics } from './external-metrics.ts'
import type { Kubectl } from './kubectl.ts'
import type { ProofReport } from './report.ts'

const PAUSE_MS = 60_000
const subgraph = 'pay'

const Autoscaler = z.looseObject({
  kind: z.literal('HorizontalPodAutoscaler'),
  metadata: z.object({ name: z.literal(subgraph) }),
  spec: z.looseObject({
    minReplicas: z.number(),
    metrics: z.array(z.looseObject({ type: z.string() })),
    behavior: z.looseObject({}),
  }),
})
type Autoscaler = z.output<typeof Autoscaler>

export async function lagScaling(report: ProofReport, kubectl: Kubectl, logins: Logins): Promise<void> {
  await report.step('the autoscaler scales pay out by what waits for it, and in', async () => {
    if (await isServed(kubectl)) return ['this cluster serves external metrics of its own', 'not shown']
    const autoscaler = await rendered(kubectl)
    const { minReplicas } = autoscaler.spec
    return withExternalMetrics(kubectl, async () => {
      try {
        await kubectl.apply(autoscaler)
        await withEngines(kubectl, logins, ({ natsUrl }) => paused(natsUrl))
        const out = await replicasBecome(kubectl, subgraph, (count) => count > minReplicas + 1)
        const seen = await decisions(kubectl)
        await kubectl.apply(scalingInAtOnce(autoscaler))
        const back = await replicasBecome(kubectl, subgraph, (count) => count === minReplicas)
        const line = `${minReplicas} to more than ${minReplicas + 1} ready after ${out ?? 'never'} s (${seen}), back to ${minReplicas} after ${back ?? 'never'} s`
        return [line, out !== undefined && back !== undefined && seen.includes('shop_consumer_lag')]
      } finally {
        await kubectl.run('delete', 'hpa', subgraph, '--ignore-not-found')
      }
    })
  })
}

/** As the component has it, but for the metric of CPU. */
async function rendered(kubectl: Kubectl): Promise<Autoscaler> {
  const folder = await mkdtemp(path.join(tmpdir(), 'autoscaler-'))
  try {
    const components = ['autoscaling-hpa', 'autoscaling-hpa-metrics'].map((name) =>
      path.relative(folder, path.join(projectRoot, 'k8s', 'components', name)),
    )
    const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', components }
    await writeFile(path.join(folder, 'kustomization.yaml'), JSON.stringify(kustomization))
    const documents = parseAllDocuments(await kubectl.run('kustomize', folder))
    const found = documents.flatMap((each) => Autoscaler.safeParse(each.toJS()).data ?? [])[0]
    if (!found) throw new Error(`autoscaling-hpa-metrics has no autoscaler of ${subgraph}`)
    return { ...found, spec: { ...found.spec, metrics: found.spec.metrics.filter(({ type }) => type === 'External') } }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The server itself resumes it. */
async function paused(natsUrl: string): Promise<void> {
  const nats = await connect(natsOptions({ NATS_URL: natsUrl }, 'start'))
  try {
    const { events } = new StreamNames(contract.name)
    const manager = await jetstreamManager(nats)
    await manager.consumers.pause(events, subgraph, new Date(Date.now() + PAUSE_MS))
  } finally {
    await nats.close()
  }
}

/** The component waits for five minutes before it scales in. */
function scalingInAtOnce({ spec, ...others }: Autoscaler): object {
  const scaleDown = { stabilizationWindowSeconds: 10, policies: [{ type: 'Pods', value: 2, periodSeconds: 10 }] }
  return { ...others, spec: { ...spec, behavior: { ...spec.behavior, scaleDown } } }
}

async function decisions(kubectl: Kubectl): Promise<string> {
  const field = `involvedObject.name=${subgraph},reason=SuccessfulRescale`
  const said = await kubectl.run(
    ...['get', 'events', '--field-selector', field, '-o', String.raw`jsonpath={range .items[*]}{.message}{"\n"}{end}`],
  )
  const selector = /\(&LabelSelector.*?\}\)/g
  return said.replaceAll(selector, '').split('\n').filter(Boolean).join('; ')
}
