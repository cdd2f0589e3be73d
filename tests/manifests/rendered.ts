/** Everything that k8s/ can become: the overlays as they are, and one in which the components stand that no overlay takes. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build, findKustomize } from '@shop/dev/kustomize.ts'
import { progress } from '@shop/dev/progress.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { readResources, type Resource } from './resource.ts'

export const overlays = ['local', 'local-ferretdb', 'production'] as const
/** The alternatives to what production takes. */
const alternatives = ['mongodb', 'nats', 'nats-cluster', 'network-policies', 'autoscaling-keda', 'ingress', 'backup']
const onTop = ['autoscaling-hpa', 'autoscaling-hpa-metrics', 'tracing', 'network-policies', 'mongodb', 'nats', 'backup']

type Rendered = ReadonlyMap<string, readonly Resource[]>

/** Tests of each of them; where k8s/ cannot be built, one to do that says why. */
export async function describeRendered(tests: (resources: readonly Resource[]) => void): Promise<void> {
  const rendered = await renderAll()
  if (typeof rendered === 'string') test.todo(`left out, k8s/ cannot be built here: ${rendered}`)
  else describe.each([...rendered])('%s', (_name, resources) => tests(resources))
}

/** By name; or why there is no kustomize on this machine. */
async function renderAll(): Promise<Rendered | string> {
  const kustomize = await findKustomize(progress())
  if (typeof kustomize === 'string') return kustomize
  const folder = await mkdtemp(path.join(tmpdir(), 'manifests-'))
  try {
    const folders = [
      ...overlays.map((name) => [name, path.join(projectRoot, 'k8s', 'overlays', name)] as const),
      ['the other components', await overlay(path.join(folder, 'others'), alternatives)] as const,
      ['everything inside, with metrics', await overlay(path.join(folder, 'metrics'), onTop)] as const,
    ]
    const built = folders.map(async ([name, each]) => [name, readResources(await build(kustomize, each))] as const)
    return new Map(await Promise.all(built))
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function overlay(folder: string, components: readonly string[]): Promise<string> {
  const k8s = path.relative(folder, path.join(projectRoot, 'k8s'))
  const kustomization = {
    ...{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', namespace: 'shop' },
    resources: [`${k8s}/base`],
    components: components.map((name) => `${k8s}/components/${name}`),
    images: ['membership-shop', 'nats', 'mongodb'].map((name) => ({ name, newTag: 'test' })),
  }
  await mkdir(folder)
  await writeFile(path.join(folder, 'kustomization.yaml'), JSON.stringify(kustomization))
  return folder
}
