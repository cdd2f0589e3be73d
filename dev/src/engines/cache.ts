/** What was got or built once for this user: it is there whole, or not at all. */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { requireFolder } from '../disk.ts'
import type { ProcessIdentity } from '../process/identity.ts'
import { withLock } from '../process/lock.ts'

const builds = new Set<Promise<unknown>>()

/** Resolves when no build is under way here any more, finished or cleared away. */
export async function buildsSettled(): Promise<void> {
  await Promise.allSettled(builds)
}

export function cacheFolder(): string {
  return path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'membership-shop')
}

/**
 * The folder of this name, built where it is missing. Of two that start at once one builds and the other waits; what a killed build left
 * is cleared away by the next.
 */
export async function cached(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const target = path.join(cacheFolder(), name)
  if (existsSync(target)) return target
  const building = buildUnderLock(target, build)
  builds.add(building)
  await building.finally(() => builds.delete(building))
  return target
}

async function buildUnderLock(target: string, build: (folder: string) => Promise<void>): Promise<void> {
  await requireFolder(cacheFolder(), 'XDG_CACHE_HOME', 1_000)
  const onWait = ({ pid }: ProcessIdentity): void =>
    console.log(`${path.basename(target)} is being built by process ${pid}: waiting for it`)
  const work = async (): Promise<void> => {
    if (!existsSync(target)) await buildWhole(target, build)
  }
  await withLock(`${target}.lock`, work, { retryMs: 500, onWait })
}

async function buildWhole(target: string, build: (folder: string) => Promise<void>): Promise<void> {
  const unfinished = `${path.basename(target)}.building-`
  for (const name of await readdir(cacheFolder())) {
    if (name.startsWith(unfinished)) await rm(path.join(cacheFolder(), name), { recursive: true, force: true })
  }
  const folder = await mkdtemp(path.join(cacheFolder(), unfinished))
  try {
    await build(folder)
    await rename(folder, target)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}
