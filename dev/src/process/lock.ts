/**
 * A lock file that names its holder. It appears whole (a hard link is made in one step), and one whose holder is gone is taken over,
 * so that a killed process locks nobody out.
 */
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { errorCode } from '../obstacle.ts'
import { identify, isAlive, ProcessIdentity } from './identity.ts'

export type Lock = { readonly release: () => Promise<void> }

/** The lock, or who has it. */
export async function tryLock(file: string): Promise<Lock | { readonly heldBy: ProcessIdentity }> {
  const self = identify(process.pid) ?? { pid: process.pid, birth: 'unknown' }
  const own = `${file}.${process.pid}.${crypto.randomUUID()}`
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(own, JSON.stringify(self))
  try {
    for (;;) {
      if (await linked(own, file)) return { release: () => rm(file, { force: true }) }
      const holder = await holderOf(file)
      if (holder && isAlive(holder)) return { heldBy: holder }
      await removeStale(file, holder)
    }
  } finally {
    await rm(own, { force: true })
  }
}

/** Who holds the lock; undefined where nobody does, or the file says nothing of use. */
export async function holderOf(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return ProcessIdentity.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}

/** Two may find the same stale lock: whoever moved away a newer one than it had read puts it back. */
async function removeStale(file: string, seen: ProcessIdentity | undefined): Promise<void> {
  const aside = `${file}.${crypto.randomUUID()}`
  try {
    await rename(file, aside)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  const moved = await holderOf(aside)
  if (moved && moved.birth !== seen?.birth) await linked(aside, file)
  await rm(aside, { force: true })
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}
