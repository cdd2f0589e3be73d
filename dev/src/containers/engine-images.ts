/** MongoDB's protocol, NATS, Prometheus and an OpenTelemetry collector as images from package registries alone. */
import { copyFile, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { cachedState } from '../engines/cached-states.ts'
import { unpackPackages } from '../engines/debian.ts'
import { getFerretDb } from '../engines/ferretdb.ts'
import { getOtelCollector } from '../engines/otel-collector.ts'
import type { ProgressStep } from '../progress.ts'
import { projectRoot } from '../project.ts'
import { archive, fingerprint } from './base-images.ts'
import type { ImageBuilder } from './builder.ts'

type Packages = Readonly<Record<string, readonly string[]>>

const enginePackages = {
  postgres: ['postgresql-18-documentdb', 'base-files', 'coreutils', 'dash', 'grep', 'libc-bin', 'sed'],
  nats: ['nats-server', 'base-files', 'busybox', 'coreutils', 'dash', 'libc-bin'],
} as const
const observabilityPackages = { prometheus: ['prometheus', 'base-files', 'coreutils', 'dash', 'libc-bin'] } as const

export const engineImages = ['postgres-documentdb', 'ferretdb', 'nats'] as const
export const observabilityImages = ['prometheus', 'otel-collector'] as const

const folder = path.join(projectRoot, 'deploy', 'engines')

/** Answers their tags. */
export async function buildEngineImages(version: string, builder: ImageBuilder, step: ProgressStep): Promise<string[]> {
  const ferretdb = path.join(await getFerretDb(step), 'ferretdb')
  const context = await layOut('image-engines', enginePackages, ferretdb, step)
  await copyFile(path.join(folder, 'postgres.sh'), path.join(context, 'postgres.sh'))
  return build(engineImages, { context, version, builder, step })
}

/** Answers their tags. */
export async function buildObservabilityImages(
  version: string,
  builder: ImageBuilder,
  step: ProgressStep,
): Promise<string[]> {
  const collector = path.join(await getOtelCollector(step), 'otel-collector')
  const context = await layOut('image-observability', observabilityPackages, collector, step)
  return build(observabilityImages, { context, version, builder, step })
}

/** A folder with an archive of each list of packages, and the program. */
function layOut(kind: string, lists: Packages, program: string, step: ProgressStep): Promise<string> {
  const state = fingerprint(...Object.values(lists), [program])
  return cachedState({ kind, maxUnused: 1 }, state, async (context) => {
    for (const [list, packages] of Object.entries(lists)) {
      const root = path.join(context, list)
      await mkdir(root)
      await unpackPackages(root, packages, step)
      await archive(root, `${root}.tar`)
      await rm(root, { recursive: true })
    }
    await copyFile(program, path.join(context, path.basename(program)))
  })
}

type EngineBuild = {
  readonly context: string
  readonly version: string
  readonly builder: ImageBuilder
  readonly step: ProgressStep
}

async function build(targets: readonly string[], { context, version, builder, step }: EngineBuild): Promise<string[]> {
  const file = path.join(folder, 'Containerfile')
  const tags = targets.map((target) => ({ target, tag: `${target}:${version}` }))
  for (const { target, tag } of tags)
    await step(`Building ${tag} with ${builder.name}`, () =>
      builder.build({ tag, context, file, target, isStable: true }),
    )
  return tags.map(({ tag }) => tag)
}
