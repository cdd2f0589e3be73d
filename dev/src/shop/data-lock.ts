import path from 'node:path'
import { Obstacle } from '../obstacle.ts'
import { isAlive, type ProcessIdentity } from '../process/identity.ts'
import { holderOf, tryLock, type Lock } from '../process/lock.ts'
import { readProcesses } from '../supervisor/process-file.ts'

const lockFile = (dataDir: string): string => path.join(dataDir, 'lock')

/** One shop at a time has a data folder. */
export async function lockData(dataDir: string): Promise<Lock> {
  const lock = await tryLock(lockFile(dataDir))
  if ('release' in lock) return lock
  const where = (await readProcesses(dataDir))?.router?.url ?? dataDir
  throw new Obstacle(
    `The shop is running already (${where}, process ${lock.holder.pid}). Stop that one, or set DATA_DIR and PORT for a second.`,
  )
}

/** The process that runs a shop on this data folder now; undefined where none does. */
export async function runningShop(dataDir: string): Promise<ProcessIdentity | undefined> {
  const holder = await holderOf(lockFile(dataDir))
  return holder && isAlive(holder) ? holder : undefined
}
