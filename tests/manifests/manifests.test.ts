/** k8s/ without a cluster: it builds, every version of Kubernetes would take it, and it agrees with the code and with itself. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { manifests } from '@shop/dev/manifests.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { StreamNames } from '@shop/events/messaging/stream-names.ts'
import { Health } from '@shop/platform/health.ts'
import { SubgraphHttpServer } from '@shop/subgraph-server/http.ts'
import { createLog } from '@shop/platform/log.ts'
import { createMetrics } from '@shop/platform/metrics.ts'
import { z } from 'zod'
import { contract } from '@shop/contract/catalog.ts'
import { domains } from '@shop/contract/domains.ts'
import { describeRendered } from './rendered.ts'
import { ofKind } from './resource.ts'
import { rules } from './rules.ts'
import { own, settingsOf, unreadSettings, wrongSettings } from './settings.ts'
import { validator, versions } from './validated.ts'

const names = domains.map(({ name }) => name)

await describeRendered((resources) => {
  test.each(versions)('fits %s', (version) => expect(validator(version)(resources)).toEqual([]))

  test.each(Object.entries(rules))('%s', (_rule, problems) => expect(problems(resources)).toEqual([]))

  test('every process starts with what it is given', () => expect(wrongSettings(resources)).toEqual([]))

  test('every variable is read by a process that gets it', () => expect(unreadSettings(resources)).toEqual([]))

  test('every subgraph of shop.ts runs, and nothing else beside the router', () =>
    expect(
      own(resources)
        .map(({ metadata }) => metadata.name)
        .toSorted(),
    ).toEqual([...names, 'router'].toSorted()))

  test('every program is there', () => {
    const programs = own(resources).map(({ pod }) => pod.containers[0]?.args.at(-1) ?? '')
    expect(programs.filter((file) => !existsSync(path.join(projectRoot, file)))).toEqual([])
  })

  test('a component that scales one subgraph scales all', () => {
    const scaled = ofKind(resources, 'HorizontalPodAutoscaler', 'ScaledObject').map(({ metadata }) => metadata.name)
    if (scaled.length > 0) expect(scaled.toSorted()).toEqual([...names, 'router'].toSorted())
  })

  test('KEDA names consumers that exist', () => {
    const triggers = ofKind(resources, 'ScaledObject').flatMap(({ spec }) => Triggers.parse(spec).triggers)
    const queried = triggers.filter(({ type }) => type === 'nats-jetstream').map(({ metadata }) => metadata)
    if (triggers.length > 0) expect(new Set(queried.map(({ consumer }) => consumer))).toEqual(new Set(names))
    expect(queried.filter(({ stream }) => stream !== new StreamNames(contract.name).events)).toEqual([])
  })

  test('the probes request paths that a process answers', async () => {
    const log = createLog({ name: 'probes', level: 'silent', pretty: false })
    const httpServer = new SubgraphHttpServer({ health: new Health(), metrics: createMetrics('probes'), log })
    const url = await httpServer.listen(0, '127.0.0.1')
    try {
      const probes = own(resources).flatMap(({ pod }) =>
        pod.containers.flatMap((one) => [one.startupProbe, one.livenessProbe, one.readinessProbe]),
      )
      const paths = [...new Set(probes.map((probe) => probe?.httpGet?.path ?? 'none'))]
      expect(await Promise.all(paths.map(async (one) => (await fetch(url + one)).status))).toEqual(paths.map(() => 200))
    } finally {
      await httpServer.close()
    }
  })
})

test('KEDA asks for the stream that has the name of EVENTS_NAMESPACE', async () => {
  const scalers = (await manifests(domains, 'north')).get('k8s/components/autoscaling-keda/subgraphs.yaml')
  const streams = [...(scalers ?? '').matchAll(/ stream: (\S+)/g)].map(([, stream]) => stream)
  expect(streams).toEqual(domains.map(() => new StreamNames(contract.name, 'north').events))
})

const Triggers = z.object({
  triggers: z.array(z.object({ type: z.string(), metadata: z.record(z.string(), z.string()) })),
})

test('the port of every domain in shop.ts is what its settings say', () => {
  const ports = [...settingsOf].map(([name, { shape }]) => ({ name, port: shape.PORT.parse(undefined) }))
  expect(ports.filter(({ name }) => name !== 'router')).toEqual(domains.map(({ name, port }) => ({ name, port })))
})
