/**
 * `node tests/manifests/main.ts` writes schemas/ anew: of the kinds that k8s/ uses, out of Kubernetes' own description of its API and the
 * definitions of the resources that others add. Needs Go, whose module proxy has all of them. `npm test` needs what is written alone.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { output } from '@shop/dev/process/run.ts'
import { parse } from 'yaml'
import { z } from 'zod'

const kubernetes = ['v1.35.4', 'v1.36.3', 'v1.37.2']
const kinds = [
  'v1 ConfigMap',
  'v1 Namespace',
  'v1 PersistentVolumeClaim',
  'v1 Service',
  'v1 ServiceAccount',
  'apps/v1 Deployment',
  'apps/v1 StatefulSet',
  'autoscaling/v2 HorizontalPodAutoscaler',
  'batch/v1 CronJob',
  'batch/v1 Job',
  'networking.k8s.io/v1 Ingress',
  'networking.k8s.io/v1 NetworkPolicy',
  'policy/v1 PodDisruptionBudget',
]
const others = [
  {
    module: 'sigs.k8s.io/gateway-api@v1.6.3',
    files: [
      'config/crd/standard/gateway.networking.k8s.io_gateways.yaml',
      'config/crd/standard/gateway.networking.k8s.io_httproutes.yaml',
    ],
  },
  { module: 'github.com/kedacore/keda/v2@v2.21.0', files: ['config/crd/bases/keda.sh_scaledobjects.yaml'] },
  {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    files: [
      'example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml',
      'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
    ],
  },
  {
    module: 'github.com/external-secrets/external-secrets@v1.3.2',
    files: ['config/crds/bases/external-secrets.io_externalsecrets.yaml'],
  },
  {
    module: 'github.com/cert-manager/cert-manager@v1.21.2',
    files: ['deploy/crds/cert-manager.io_certificates.yaml', 'deploy/crds/cert-manager.io_issuers.yaml'],
  },
]

type ResourceSchemas = Readonly<Record<string, unknown>>

const Swagger = z.object({
  definitions: z.record(
    z.string(),
    z.looseObject({
      'x-kubernetes-group-version-kind': z
        .array(z.object({ group: z.string(), version: z.string(), kind: z.string() }))
        .default([]),
    }),
  ),
})
const Crd = z.object({
  spec: z.object({
    group: z.string(),
    names: z.object({ kind: z.string() }),
    versions: z.array(z.object({ name: z.string(), schema: z.object({ openAPIV3Schema: z.unknown() }) })),
  }),
})

const folder = await mkdtemp(path.join(tmpdir(), 'schemas-'))
try {
  await output({ file: 'go', args: ['mod', 'init', 'schemas'], cwd: folder })
  for (const version of kubernetes) {
    const module = `k8s.io/kubernetes@${version}`
    const text = await readFile(path.join(await download(module), 'api/openapi-spec/swagger.json'), 'utf8')
    await write(`kubernetes-${version.split('.', 2).join('.')}`, module, ofKubernetes(text))
  }
  const custom: Record<string, unknown> = {}
  for (const { module, files } of others) {
    const from = await download(module)
    for (const file of files) Object.assign(custom, ofOthers(await readFile(path.join(from, file), 'utf8')))
  }
  await write('others', others.map(({ module }) => module).join(', '), custom)
} finally {
  await rm(folder, { recursive: true })
}

async function download(module: string): Promise<string> {
  const answer = await output({ file: 'go', args: ['mod', 'download', '-json', module], cwd: folder })
  return z.object({ Dir: z.string() }).parse(JSON.parse(answer)).Dir
}

async function write(name: string, from: string, definitions: ResourceSchemas): Promise<void> {
  const file = path.join(import.meta.dirname, 'schemas', `${name}.json`)
  await writeFile(file, `${JSON.stringify({ from, definitions })}\n`)
  console.log(`${file}: ${Object.keys(definitions).length} definitions`)
}

/** The kinds by "apiVersion kind", and what they refer to. */
function ofKubernetes(text: string): ResourceSchemas {
  const { definitions } = Swagger.parse(JSON.parse(text))
  const found: Record<string, unknown> = {}
  const take = (name: string): void => {
    if (name in found) return
    found[name] = strict(definitions[name])
    for (const [, other = ''] of JSON.stringify(found[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) take(other)
  }
  for (const [name, { 'x-kubernetes-group-version-kind': named }] of Object.entries(definitions))
    for (const { group, version, kind } of named) {
      const title = `${group ? `${group}/` : ''}${version} ${kind}`
      if (!kinds.includes(title)) continue
      take(name)
      found[title] = { $ref: `#/definitions/${name}` }
    }
  return found
}

function ofOthers(text: string): ResourceSchemas {
  const { spec } = Crd.parse(parse(text))
  return Object.fromEntries(
    spec.versions.map(({ name, schema }) => [
      `${spec.group}/${name} ${spec.names.kind}`,
      strict(schema.openAPIV3Schema),
    ]),
  )
}

/** What a server would drop without a word, a field that it does not know, is an error here. Descriptions are left out. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict)
  if (typeof schema !== 'object' || schema === null) return schema
  const given = new Map(Object.entries(schema))
  if (given.get('format') === 'int-or-string' || given.get('x-kubernetes-int-or-string') === true)
    return { type: ['string', 'integer'] }
  const isOpen = given.get('x-kubernetes-preserve-unknown-fields') === true || !given.has('properties')
  const kept = [...given].filter(
    ([key]) => !key.startsWith('x-') && !['format', 'description', 'default', 'example'].includes(key),
  )
  const entries = kept.map(([key, value]) => [key, key === 'properties' ? eachOf(value) : strict(value)])
  const closed = isOpen || given.has('additionalProperties') ? {} : { additionalProperties: false }
  return { ...Object.fromEntries(entries), ...closed }
}

/** The names of properties are no keywords: one may well be called "description". */
function eachOf(properties: unknown): object {
  return Object.fromEntries(Object.entries(properties ?? {}).map(([name, schema]) => [name, strict(schema)]))
}
