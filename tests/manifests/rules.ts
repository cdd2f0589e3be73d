/**
 * What kube-score and the like look for, and what this shop needs beyond. Each rule reports what is wrong, one line a finding. What a
 * resource is excused from stands in `excused`, with the reason.
 */
import { z } from 'zod'
import { namesOfSeveralPorts, portsLeftOut } from './policy-ports.ts'
import { ofKind, titleOf, workloads, type Container, type Resource, type WorkloadResource } from './resource.ts'

export type ManifestRule = (resources: readonly Resource[]) => string[]

/** By rule, the resources that need not keep it. */
const excused: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  disruption: {
    'StatefulSet mongodb': 'one copy, for trying things out: a budget would keep its node from ever being drained',
  },
  spread: { 'StatefulSet mongodb': 'one copy' },
}

const isServer = ({ kind }: Resource): boolean => kind !== 'CronJob' && kind !== 'Job'

export const rules: Readonly<Record<string, ManifestRule>> = {
  'every image has a version': eachContainer(({ image }) =>
    /:[\w.-]+$|@sha256:/.test(image) && !image.endsWith(':latest') ? [] : [`${image} has no version`],
  ),
  // A limit of CPU throttles a start or a burst while its node is idle: none has one, and none is required.
  'every container says what it needs, and how much memory it may take': eachContainer(({ resources }) => [
    ...missing('requests', resources.requests, ['cpu', 'memory', 'ephemeral-storage']),
    ...missing('limits', resources.limits, ['memory', 'ephemeral-storage']),
  ]),
  'every server has three probes': eachContainer((container, workload) =>
    isServer(workload)
      ? (['startupProbe', 'livenessProbe', 'readinessProbe'] as const)
          .filter((name) => container[name] === undefined)
          .map((name) => `no ${name}`)
      : [],
  ),
  'what kills a process looks at less than what sends it work': eachContainer((container) => {
    const [live, ready] = [container.livenessProbe?.httpGet?.path, container.readinessProbe?.httpGet?.path]
    return live !== undefined && live === ready ? [`liveness and readiness both request ${live}`] : []
  }),
  'every pod is of the restricted kind, and writes to no file system of its image': eachContainer(
    ({ securityContext: own }, { pod }) => {
      const all = { ...pod.securityContext, ...own }
      return [
        ...(all.runAsNonRoot === true ? [] : ['runAsNonRoot is not true']),
        ...((all.runAsUser ?? 0) > 10_000 ? [] : ['runAsUser is not above 10000, which a user of the node may have']),
        ...(all.seccompProfile?.type === 'RuntimeDefault' ? [] : ['seccompProfile is not RuntimeDefault']),
        ...(own.allowPrivilegeEscalation === false ? [] : ['allowPrivilegeEscalation is not false']),
        ...(own.readOnlyRootFilesystem === true ? [] : ['readOnlyRootFilesystem is not true']),
        ...(own.capabilities?.drop.includes('ALL') && own.capabilities.add.length === 0
          ? []
          : ['not all capabilities are dropped']),
      ]
    },
  ),
  'no pod reaches into its node': eachWorkload(({ pod }) => [
    ...['hostNetwork', 'hostPID', 'hostIPC'].filter((name) => pod[name] === true),
    ...pod.volumes.filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => `volume ${name} is a hostPath`),
  ]),
  'every workload has an account of its own, without a token': (resources) =>
    workloads(resources).flatMap((workload) => {
      const { serviceAccountName: account, automountServiceAccountToken: token } = workload.pod
      const there = ofKind(resources, 'ServiceAccount').some(({ metadata }) => metadata.name === account)
      return [
        ...(there ? [] : [`${titleOf(workload)}: no account of its own`]),
        ...(token === false ? [] : [`${titleOf(workload)}: gets a token`]),
      ]
    }),
  'every server survives a drained node': (resources) =>
    workloads(resources)
      .filter((workload) => isServer(workload) && !isExcused('disruption', workload))
      .filter(({ labels }) => !ofKind(resources, 'PodDisruptionBudget').some((budget) => selects(budget, labels)))
      .map((workload) => `${titleOf(workload)}: no PodDisruptionBudget`),
  'every server is spread over nodes and zones': eachWorkload((workload) =>
    isServer(workload) && !isExcused('spread', workload)
      ? ['kubernetes.io/hostname', 'topology.kubernetes.io/zone']
          .filter((key) => !workload.pod.topologySpreadConstraints.some(({ topologyKey }) => topologyKey === key))
          .map((key) => `not spread over ${key}`)
      : [],
  ),
  'a rolling update removes no pod before the next one is ready': eachWorkload(({ kind, spec }) => {
    const rolling = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
    return kind !== 'Deployment' || JSON.stringify(sorted(spec['strategy'])) === JSON.stringify(sorted(rolling))
      ? []
      : ['its strategy is another']
  }),
  'old revisions do not pile up': eachWorkload((workload) =>
    !isServer(workload) || Number(workload.spec['revisionHistoryLimit'] ?? 10) <= 3 ? [] : ['revisionHistoryLimit'],
  ),
  'who is scaled by an autoscaler has no number of its own': (resources) =>
    ofKind(resources, 'HorizontalPodAutoscaler', 'ScaledObject').flatMap((scaler) => {
      const { name } = z.object({ scaleTargetRef: z.object({ name: z.string() }) }).parse(scaler.spec).scaleTargetRef
      const target = ofKind(resources, 'Deployment').find(({ metadata }) => metadata.name === name)
      if (!target) return [`${titleOf(scaler)}: its Deployment ${name} is not there`]
      return target.spec['replicas'] === undefined ? [] : [`${titleOf(target)}: has replicas`]
    }),
  'every Service leads to a port that is there': (resources) =>
    ofKind(resources, 'Service').flatMap((service) => {
      const { selector, ports } = Ports.parse(service.spec)
      const behind = workloads(resources).filter(({ labels }) => includes(labels, selector))
      const named = behind.flatMap(({ pod }) => pod.containers.flatMap((one) => one.ports))
      return ports
        .map(({ port, targetPort = port }) => targetPort)
        .filter((target) => !named.some(({ name, containerPort }) => target === name || target === containerPort))
        .map((target) => `${titleOf(service)}: nothing listens on ${target}`)
    }),
  'what a pod reads is there': (resources) =>
    workloads(resources).flatMap((workload) =>
      workload.pod.containers
        .flatMap(({ envFrom }) => envFrom.flatMap(({ configMapRef }) => configMapRef?.name ?? []))
        .filter((wanted) => !ofKind(resources, 'ConfigMap').some(({ metadata }) => metadata.name === wanted))
        .map((wanted) => `${titleOf(workload)}: no ConfigMap ${wanted}`),
    ),
  'nothing secret is kept here': (resources) => ofKind(resources, 'Secret').map(titleOf),
  'the namespace enforces what the pods promise': (resources) =>
    ofKind(resources, 'Namespace')
      .filter(({ metadata }) => metadata.labels['pod-security.kubernetes.io/enforce'] !== 'restricted')
      .map(titleOf),
  'every pod is under a policy, in and out': (resources) =>
    workloads(resources).flatMap((workload) =>
      ['Ingress', 'Egress']
        .filter(
          (type) =>
            !ofKind(resources, 'NetworkPolicy').some((policy) => {
              const { podSelector, policyTypes } = Policy.parse(policy.spec)
              return includes(workload.labels, podSelector.matchLabels) && policyTypes.includes(type)
            }),
        )
        .map((type) => `${titleOf(workload)}: ${type} is open`),
    ),
  'policies let through to every subgraph': portsLeftOut,
  'no policy names a port that is several numbers': namesOfSeveralPorts,
  'no two resources have one name': (resources) => {
    const titles = resources.map(titleOf)
    return titles.filter((title, index) => titles.indexOf(title) !== index)
  },
}

const Ports = z.object({
  selector: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.looseObject({ port: z.number(), targetPort: z.union([z.string(), z.number()]).optional() })),
})
const Selector = z.looseObject({ matchLabels: z.record(z.string(), z.string()).default({}) })
const Policy = z.looseObject({ podSelector: Selector, policyTypes: z.array(z.string()) })

type Of<One> = (one: One) => string[]

function eachWorkload(look: Of<WorkloadResource>): ManifestRule {
  return (resources) =>
    workloads(resources).flatMap((workload) => look(workload).map((problem) => `${titleOf(workload)}: ${problem}`))
}

function eachContainer(look: (container: Container, of: WorkloadResource) => string[]): ManifestRule {
  return eachWorkload((workload) =>
    [...workload.pod.initContainers, ...workload.pod.containers].flatMap((container) =>
      look(container, workload).map((problem) => `${container.name}: ${problem}`),
    ),
  )
}

function isExcused(rule: string, resource: Resource): boolean {
  return excused[rule]?.[titleOf(resource)] !== undefined
}

function selects({ spec }: Resource, labels: Readonly<Record<string, string>>): boolean {
  return includes(labels, z.object({ selector: Selector }).parse(spec).selector.matchLabels)
}

function includes(labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value)
}

function missing(what: string, given: Readonly<Record<string, string>>, wanted: readonly string[]): string[] {
  return wanted.filter((name) => given[name] === undefined).map((name) => `no ${what} of ${name}`)
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  )
}
