/** Resources of Kubernetes as far as the rules look into them. */
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'

const names = z.record(z.string(), z.string()).default({})
const securityContext = z.looseObject({
  runAsNonRoot: z.boolean().optional(),
  runAsUser: z.number().optional(),
  allowPrivilegeEscalation: z.boolean().optional(),
  readOnlyRootFilesystem: z.boolean().optional(),
  privileged: z.boolean().optional(),
  capabilities: z.object({ drop: z.array(z.string()).default([]), add: z.array(z.string()).default([]) }).optional(),
  seccompProfile: z.object({ type: z.string() }).optional(),
})
const probe = z.looseObject({
  httpGet: z.object({ path: z.string(), port: z.union([z.string(), z.number()]) }).optional(),
})
const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).default([]),
  envFrom: z
    .array(
      z.object({
        configMapRef: z.object({ name: z.string() }).optional(),
        secretRef: z.object({ name: z.string(), optional: z.boolean().default(false) }).optional(),
      }),
    )
    .default([]),
  env: z
    .array(
      z.looseObject({
        name: z.string(),
        value: z.string().optional(),
        valueFrom: z
          .looseObject({ secretKeyRef: z.object({ name: z.string(), key: z.string() }).optional() })
          .optional(),
      }),
    )
    .default([]),
  ports: z.array(z.looseObject({ name: z.string(), containerPort: z.number() })).default([]),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: z.number() }) }).optional() }).optional(),
  resources: z.object({ requests: names, limits: names }).default({ requests: {}, limits: {} }),
  securityContext: securityContext.default({}),
})
const podSpec = z.looseObject({
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  terminationGracePeriodSeconds: z.number().default(30),
  securityContext: securityContext.default({}),
  topologySpreadConstraints: z.array(z.looseObject({ topologyKey: z.string() })).default([]),
  containers: z.array(container),
  initContainers: z.array(container).default([]),
  volumes: z
    .array(
      z.looseObject({
        name: z.string(),
        hostPath: z.unknown().optional(),
        secret: z
          .looseObject({
            secretName: z.string(),
            items: z.array(z.object({ key: z.string(), path: z.string() })).optional(),
          })
          .optional(),
      }),
    )
    .default([]),
})
const metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  labels: names,
  annotations: names,
})
const Resource = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata,
  data: names.optional(),
  spec: z.record(z.string(), z.unknown()).default({}),
})
const Template = z.object({ metadata: z.object({ labels: names }), spec: podSpec })

/** `raw`: as it was read. */
export type Resource = z.infer<typeof Resource> & { readonly raw: unknown }
export type Container = z.infer<typeof container>
/** What runs pods, with what all its pods are like. */
export type WorkloadResource = Resource & {
  readonly labels: Readonly<Record<string, string>>
  readonly pod: z.infer<typeof podSpec>
}

export function readResources(yaml: string): Resource[] {
  return parseAllDocuments(yaml).map((document) => {
    const raw: unknown = document.toJS()
    return { ...Resource.parse(raw), raw }
  })
}

export function ofKind(resources: readonly Resource[], ...kinds: readonly string[]): Resource[] {
  return resources.filter(({ kind }) => kinds.includes(kind))
}

const Cron = z.object({ jobTemplate: z.object({ spec: z.object({ template: Template }) }) })

export function workloads(resources: readonly Resource[]): WorkloadResource[] {
  return ofKind(resources, 'Deployment', 'StatefulSet', 'CronJob', 'Job').map((resource) => {
    const { metadata: own, spec: pod } =
      resource.kind === 'CronJob'
        ? Cron.parse(resource.spec).jobTemplate.spec.template
        : z.object({ template: Template }).parse(resource.spec).template
    return { ...resource, labels: own.labels, pod }
  })
}

/** "Deployment order" */
export function titleOf({ kind, metadata }: Resource): string {
  return `${kind} ${metadata.name}`
}
