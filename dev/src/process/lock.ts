/**
 * A lock file that names its holder. It appears whole (a hard link is made in one step), and one whose holder is gone is taken over,
 * so that a killed process does not block others.
 */
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from '../obstacle.ts'
import { identify, isAlive, ProcessIdentity } from './identity.ts'

export type Lock = { readonly release: () => Promise<void> }

const STALE_RETRY_MS = 5

/** The lock, or who has it. */
export async function tryLock(file: string): Promise<Lock | { readonly holder: ProcessIdentity }> {
  const self = identify(process.pid) ?? { pid: process.pid, birth: 'unknown' }
  const own = `${file}.${process.pid}.${crypto.randomUUID()}`
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(own, JSON.stringify(self))
  try {
    for (;;) {
      if (await linked(own, file)) return { release: () => rm(file, { force: true }) }
      const holder = await holderOf(file)
      if (holder && isAlive(holder)) return { holder }
      await removeStale(file, own)
    }
  } finally {
    await rm(own, { force: true })
  }
}

export type LockWait = {
  readonly retryMs: number
  /** Called once where the lock is not free. */
  readonly onWait?: (holder: ProcessIdentity) => void
}

/** Does the work while it has the lock, and waits for it as long as that takes. */
export async function withLock(file: string, work: () => Promise<void>, { retryMs, onWait }: LockWait): Promise<void> {
  let lock = await tryLock(file)
  if ('holder' in lock) onWait?.(lock.holder)
  for (; 'holder' in lock; lock = await tryLock(file)) await delay(retryMs)
  try {
    await work()
  } finally {
    await lock.release()
  }
}

/** The holder of the lock; undefined where it is free. */
export async function holderOf(file: string): Promise<ProcessIdentity | undefined> {
  const text = await textOf(file)
  return text === undefined ? undefined : parseHolder(text)
}

/** Of several processes that find the same stale lock, one at a time checks it again and removes it, so that its successor is not removed. */
async function removeStale(file: string, own: string): Promise<void> {
  const turn = `${file}.turn`
  if (!(await linked(own, turn))) {
    if (await isStale(turn)) await rm(turn, { force: true })
    return delay(STALE_RETRY_MS)
  }
  try {
    if (await isStale(file)) await rm(file, { force: true })
  } finally {
    await rm(turn, { force: true })
  }
}

/** There, but its holder is not, or it says nothing of use. */
async function isStale(file: string): Promise<boolean> {
  const text = await textOf(file)
  if (text === undefined) return false
  const holder = parseHolder(text)
  return !holder || !isAlive(holder)
}

function parseHolder(text: string): ProcessIdentity | undefined {
  try {
    return ProcessIdentity.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined)
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
