/** The bases of the Containerfile from package registries alone, for machines that reach no registry of images. */
import { createHash } from 'node:crypto'
import { copyFile, cp, mkdir, realpath, rm } from 'node:fs/promises'
import path from 'node:path'
import { cachedState } from '../engines/cached-states.ts'
import { unpackPackages, whyNoDebian } from '../engines/debian.ts'
import { Obstacle } from '../obstacle.ts'
import { findOnPath } from '../process/path.ts'
import { run } from '../process/run.ts'
import type { ProgressStep } from '../progress.ts'
import { projectRoot } from '../project.ts'
import type { ImageBuilder } from './builder.ts'

const runtime = ['base-files', 'libc6', 'libgcc-s1', 'libstdc++6', 'netbase', 'tzdata']
const base = [...runtime, 'ca-certificates', 'coreutils', 'dash', 'findutils', 'grep', 'sed']

export type Bases = { readonly BASE_IMAGE: string; readonly RUNTIME_IMAGE: string }

export async function basesFromPackages(builder: ImageBuilder, step: ProgressStep): Promise<Bases> {
  const why = await whyNoDebian()
  if (why) throw new Obstacle(`--bases packages: they are made of Debian's packages, but ${why}.`)
  const context = await cachedState(
    { kind: 'image-bases', maxUnused: 1 },
    fingerprint(runtime, base),
    async (folder) => {
      await layOut(folder, 'runtime', runtime, step)
      await layOut(folder, 'base', base, step)
      await copyFile(path.join(projectRoot, 'node_modules', 'node', 'bin', 'node'), path.join(folder, 'node'))
      await cp(await npmFolder(), path.join(folder, 'npm'), { recursive: true })
    },
  )
  const file = path.join(projectRoot, 'deploy', 'image', 'Containerfile.bases')
  const tags = { runtime: 'debian-runtime:packages', base: 'debian-node:packages' }
  await step('Building the images’ bases', async () => {
    await builder.build({ tag: tags.runtime, context, file, target: 'runtime', isStable: true })
    await builder.build({ tag: tags.base, context, file, target: 'base', isStable: true })
  })
  const prefix = builder.name === 'buildah' ? 'localhost/' : ''
  return { BASE_IMAGE: `${prefix}${tags.base}`, RUNTIME_IMAGE: `${prefix}${tags.runtime}` }
}

/** One archive, the same for the same packages. */
async function layOut(folder: string, name: string, packages: readonly string[], step: ProgressStep): Promise<void> {
  const root = path.join(folder, name)
  await mkdir(root)
  await unpackPackages(root, packages, step)
  await archive(root, `${root}.tar`)
  await rm(root, { recursive: true })
}

/** Another list of packages is another folder of the cache. */
export const fingerprint = (...packages: readonly (readonly string[])[]): string =>
  createHash('sha256').update(JSON.stringify(packages)).digest('hex').slice(0, 8)

/** Owned by root, as old as time, in the order of names. */
export function archive(root: string, file: string): Promise<void> {
  const owner = ['--owner=0', '--group=0', '--numeric-owner']
  return run({ file: 'tar', args: ['-C', root, '--sort=name', '--mtime=@0', ...owner, '-cf', file, '.'] })
}

async function npmFolder(): Promise<string> {
  const npm = findOnPath('npm')
  if (!npm) throw new Obstacle('--bases packages: npm is not on the PATH.')
  return path.dirname(path.dirname(await realpath(npm))) // .../npm/bin/npm-cli.js
}
