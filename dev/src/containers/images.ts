/** Both images of the Containerfile, built here. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { output } from '../process/run.ts'
import type { Step } from '../progress.ts'
import { projectRoot } from '../project.ts'
import { basesFromPackages } from './base-images.ts'
import type { Builder } from './builder.ts'

export const targets = { shop: 'membership-shop', router: 'supergraph-router' } as const
export type Target = keyof typeof targets

export type Images = {
  readonly targets: readonly Target[]
  readonly version: string // behind the images' names
  readonly bases: 'registry' | 'packages'
  /** Of an archive of each image. */
  readonly folder?: string | undefined
}

export type Built = { readonly tag: string; readonly size: string; readonly archive: string | undefined }

export async function buildImages(images: Images, builder: Builder, step: Step): Promise<Built[]> {
  const bases = images.bases === 'packages' ? await basesFromPackages(builder, step) : {}
  const revision = await output({ file: 'git', args: ['rev-parse', 'HEAD'], cwd: projectRoot }).catch(() => 'unknown')
  const file = path.join(projectRoot, 'Containerfile')
  const args = { ...bases, VERSION: images.version, REVISION: revision, SOURCE_DATE_EPOCH: await sourceDate() }
  const built: Built[] = []
  for (const target of images.targets) {
    const tag = `${targets[target]}:${images.version}`
    await step(`Building ${tag} with ${builder.name}`, (far) =>
      builder.build({ tag, context: projectRoot, file, target, args }, (line) => far(line.slice(0, 100))),
    )
    built.push({ tag, size: await builder.sizeOf(tag), archive: await save(images.folder, builder, tag, step) })
  }
  return built
}

/** The last commit's time, so that the same sources make the same layers. */
async function sourceDate(): Promise<string> {
  const given = process.env.SOURCE_DATE_EPOCH
  if (given) return given
  return output({ file: 'git', args: ['log', '-1', '--format=%ct'], cwd: projectRoot }).catch(() => '0')
}

async function save(folder: string | undefined, builder: Builder, tag: string, step: Step) {
  if (folder === undefined) return undefined
  await mkdir(folder, { recursive: true })
  const file = path.resolve(folder, `${tag.replace(':', '-')}.tar`)
  await step(`Writing ${file}`, () => builder.save(tag, file))
  return file
}
