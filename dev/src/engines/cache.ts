/** What was got or built once for this user: it is there whole, or not at all. */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { requireFolder } from '../disk.ts'
import { tryLock, type Lock } from '../process/lock.ts'

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
  const building = underLock(target, async () => {
    if (!existsSync(target)) await buildWhole(target, build)
  })
  builds.add(building)
  await building.finally(() => builds.delete(building))
  return target
}

const KEPT = 5
const DAY_MS = 24 * 60 * 60 * 1_000

/** As `cached`, for what has a name of its own for each state of its sources: of those unused for a day, the newest few are kept. */
export async function cachedState(
  kind: string,
  state: string,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = await cached(`${kind}-${state}`, build)
  await clearOld(kind, folder).catch(() => undefined) // a cache that cannot be written is good to read all the same
  return folder
}

async function clearOld(kind: string, usedNow: string): Promise<void> {
  const now = new Date()
  await utimes(usedNow, now, now)
  const names = (await readdir(cacheFolder())).filter((name) => name.startsWith(`${kind}-`) && !name.includes('.'))
  const folders = names.map((name) => path.join(cacheFolder(), name))
  const used = await Promise.all(folders.map(async (folder) => ({ folder, at: await lastUse(folder) })))
  const old = used.toSorted((one, other) => other.at - one.at).slice(KEPT)
  for (const { folder, at } of old) if (at < now.getTime() - DAY_MS) await rm(folder, { recursive: true, force: true })
}

/** What another has just cleared away was used long ago. */
async function lastUse(folder: string): Promise<number> {
  return (await stat(folder).catch(() => undefined))?.mtimeMs ?? 0
}

async function underLock(target: string, work: () => Promise<void>): Promise<void> {
  await requireFolder(cacheFolder(), 'XDG_CACHE_HOME', 1_000)
  const lock = await waitForLock(`${target}.lock`)
  try {
    await work()
  } finally {
    await lock.release()
  }
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

async function waitForLock(file: string): Promise<Lock> {
  for (let reported = false; ; reported = true) {
    const lock = await tryLock(file)
    if ('release' in lock) return lock
    if (!reported)
      console.log(`${path.basename(file, '.lock')} is being built by process ${lock.holder.pid}: waiting for it`)
    await delay(500)
  }
}
