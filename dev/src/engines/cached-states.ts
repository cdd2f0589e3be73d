/** Of what is built anew for each state of its sources, the cache keeps what running processes use, and the newest few others. */
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { identify, isAlive } from '../process/identity.ts'
import { holderOf, withLock } from '../process/lock.ts'
import { cached, cacheFolder } from './cache.ts'

export type CachedKind = {
  /** The folders' names begin with it. */
  readonly kind: string
  /** How many that no running process uses are kept; default 5. */
  readonly maxUnused?: number
}

/** An earlier release does not say what it uses. */
const GRACE_MS = 60 * 60 * 1_000
/** The names of folders that are being removed end with it. */
const REMOVED = '.removed'

/**
 * As `cached`: the folder of the state, which the calling process uses from now on until it ends. Removes what is in excess of the newest
 * few of its kind, and was not used within the hour.
 */
export async function cachedState(
  { kind, maxUnused = 5 }: CachedKind,
  state: string,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const name = `${kind}-${state}`
  const locked = (work: () => Promise<void>): Promise<void> =>
    // A cache that cannot be written is good to read all the same.
    withLock(path.join(usesFolder(), `${kind}.lock`), work, { retryMs: 20 }).catch(() => undefined)
  await locked(() => markUsed(name))
  const folder = await cached(name, build)
  await locked(() => removeExcess(kind, folder, maxUnused))
  return folder
}

const usesFolder = (): string => path.join(cacheFolder(), 'uses')

/** Has a file for each process that uses the folder of this name: its name is the process's id, its text the identity. */
const usersOf = (name: string): string => path.join(usesFolder(), name)

async function markUsed(name: string): Promise<void> {
  await mkdir(usersOf(name), { recursive: true })
  await writeFile(path.join(usersOf(name), String(process.pid)), JSON.stringify(identify(process.pid)))
}

async function removeExcess(kind: string, usedNow: string, maxUnused: number): Promise<void> {
  const now = new Date()
  await utimes(usedNow, now, now)
  const all = (await readdir(cacheFolder())).filter((name) => name.startsWith(`${kind}-`))
  for (const name of all) if (name.endsWith(REMOVED)) await removeFolder(name) // what a killed process left
  const names = all.filter((name) => !name.includes('.'))
  const states = await Promise.all(names.map(async (name) => ({ name, ...(await useOf(name)) })))
  const unused = states.filter(({ isUsed }) => !isUsed).toSorted((one, other) => other.lastMs - one.lastMs)
  for (const { name } of unused.slice(maxUnused).filter(({ lastMs }) => lastMs < now.getTime() - GRACE_MS)) {
    await rename(path.join(cacheFolder(), name), path.join(cacheFolder(), `${name}${REMOVED}`)) // a state is there whole, or not at all
    await removeFolder(`${name}${REMOVED}`)
    await rm(usersOf(name), { recursive: true, force: true })
  }
}

const removeFolder = (name: string): Promise<void> =>
  rm(path.join(cacheFolder(), name), { recursive: true, force: true })

async function useOf(name: string): Promise<{ readonly isUsed: boolean; readonly lastMs: number }> {
  const { mtimeMs } = await stat(path.join(cacheFolder(), name))
  const users = await readdir(usersOf(name)).catch(() => [])
  const alive = await Promise.all(users.map((pid) => isUser(path.join(usersOf(name), pid))))
  return { isUsed: alive.includes(true), lastMs: mtimeMs }
}

/** Whether the process that wrote the file still runs; where not, the file is removed. */
async function isUser(file: string): Promise<boolean> {
  const user = await holderOf(file)
  const runs = user !== undefined && isAlive(user)
  if (!runs) await rm(file, { force: true })
  return runs
}
