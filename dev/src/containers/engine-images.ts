/** MongoDB's protocol and NATS as images from package registries alone. */
import { copyFile, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { cached } from '../engines/cache.ts'
import { unpackPackages } from '../engines/debian.ts'
import { getFerretDb } from '../engines/ferretdb.ts'
import type { ProgressStep } from '../progress.ts'
import { projectRoot } from '../project.ts'
import { archive, fingerprint } from './base-images.ts'
import type { ImageBuilder } from './builder.ts'

const packages = {
  postgres: ['postgresql-18-documentdb', 'base-files', 'coreutils', 'dash', 'grep', 'libc-bin', 'sed'],
  nats: ['nats-server', 'base-files', 'busybox', 'coreutils', 'dash', 'libc-bin'],
} as const

export const engineImages = ['postgres-documentdb', 'ferretdb', 'nats'] as const

/** Answers their tags. */
export async function buildEngineImages(version: string, builder: ImageBuilder, step: ProgressStep): Promise<string[]> {
  const ferretdb = await getFerretDb(step)
  const context = await cached(`image-engines-${fingerprint(packages.postgres, packages.nats)}`, async (folder) => {
    for (const [name, wanted] of Object.entries(packages)) {
      const root = path.join(folder, name)
      await mkdir(root)
      await unpackPackages(root, wanted, step)
      await archive(root, `${root}.tar`)
      await rm(root, { recursive: true })
    }
    await copyFile(path.join(ferretdb, 'ferretdb'), path.join(folder, 'ferretdb'))
  })
  const folder = path.join(projectRoot, 'deploy', 'engines')
  await copyFile(path.join(folder, 'postgres.sh'), path.join(context, 'postgres.sh'))
  const tags = engineImages.map((name) => ({ target: name, tag: `${name}:${version}` }))
  for (const { target, tag } of tags) {
    const file = path.join(folder, 'Containerfile')
    await step(`Building ${tag} with ${builder.name}`, () => builder.build({ tag, context, file, target }))
  }
  return tags.map(({ tag }) => tag)
}
