/** The images of the Containerfile, built here. */
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { Obstacle } from '../obstacle.ts'
import { output } from '../process/run.ts'
import type { ProgressStep } from '../progress.ts'
import { projectRoot } from '../project.ts'
import { basesFromPackages } from './base-images.ts'
import type { ImageBuilder } from './builder.ts'
import { buildEngineImages, buildObservabilityImages, engineImages, observabilityImages } from './engine-images.ts'

/** identity: for trying out, where no image of an identity provider can be reached. */
export const targets = { shop: 'membership-shop', router: 'supergraph-router', identity: 'demo-identity' } as const
export type ImageTarget = keyof typeof targets

export type Images = {
  readonly targets: readonly ImageTarget[]
  readonly version: string // behind the images' names
  readonly bases: 'registry' | 'packages'
  /** Also MongoDB's protocol and NATS, from packages. */
  readonly engines: boolean
  /** Also Prometheus and an OpenTelemetry collector, from packages. */
  readonly observability?: boolean
  /** Each is built twice without a cache, and has to be the same. */
  readonly twice?: boolean
  /** Of an archive of each image. */
  readonly folder?: string | undefined
}

/** Without building: the images that were built before. */
export async function savedImages(images: Images, builder: ImageBuilder, step: ProgressStep): Promise<Built[]> {
  const names = [
    ...images.targets.map((target) => targets[target]),
    ...(images.engines ? engineImages : []),
    ...(images.observability ? observabilityImages : []),
  ]
  return described(
    names.map((name) => `${name}:${images.version}`),
    images,
    builder,
    step,
  )
}

async function described(
  tags: readonly string[],
  { folder }: Images,
  builder: ImageBuilder,
  step: ProgressStep,
): Promise<Built[]> {
  const built: Built[] = []
  for (const tag of tags)
    built.push({
      tag,
      id: await builder.idOf(tag),
      size: await builder.sizeOf(tag),
      archive: await save(folder, builder, tag, step),
    })
  return built
}

export type Built = {
  readonly tag: string
  readonly id: string
  readonly size: string
  readonly archive: string | undefined
}

export async function buildImages(images: Images, builder: ImageBuilder, step: ProgressStep): Promise<Built[]> {
  const bases = images.bases === 'packages' ? await basesFromPackages(builder, step) : {}
  const revision = await output({ file: 'git', args: ['rev-parse', 'HEAD'], cwd: projectRoot }).catch(() => 'unknown')
  const file = path.join(projectRoot, 'Containerfile')
  const args = { ...bases, VERSION: images.version, REVISION: revision, SOURCE_DATE_EPOCH: await sourceDate() }
  const tags = images.targets.map((target) => ({ target, tag: `${targets[target]}:${images.version}` }))
  for (const { target, tag } of tags) {
    const build = { tag, context: projectRoot, file, target, args, isFresh: images.twice ?? false }
    const built = (what: string) =>
      step(`${what} ${tag} with ${builder.name}`, (far) => builder.build(build, (line) => far(line.slice(0, 100))))
    await built('Building')
    if (!images.twice) continue
    const first = await builder.idOf(tag)
    await built('Building once more')
    const second = await builder.idOf(tag)
    if (first !== second) throw new Obstacle(`${tag} is not reproducible: built twice, it is ${first} and ${second}.`)
  }
  const engines = images.engines ? await buildEngineImages(images.version, builder, step) : []
  const observability = images.observability ? await buildObservabilityImages(images.version, builder, step) : []
  return described([...tags.map(({ tag }) => tag), ...engines, ...observability], images, builder, step)
}

/** The last commit's time, so that the same sources make the same layers. */
async function sourceDate(): Promise<string> {
  const given = process.env.SOURCE_DATE_EPOCH
  if (given) return given
  return output({ file: 'git', args: ['log', '-1', '--format=%ct'], cwd: projectRoot }).catch(() => '0')
}

async function save(folder: string | undefined, builder: ImageBuilder, tag: string, step: ProgressStep) {
  if (folder === undefined) return undefined
  await mkdir(folder, { recursive: true })
  const file = path.resolve(folder, `${tag.replace(':', '-')}.tar`)
  await rm(file, { force: true }) // archives are not written over
  await step(`Writing ${file}`, () => builder.save(tag, file))
  return file
}
