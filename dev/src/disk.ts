/** A folder that is writable and has free space, or one line that says what to change. */
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { errorCode, Obstacle } from './obstacle.ts'

const mega = 1_000_000

/** Makes the folder where it is missing. `variable` is what a person sets to have it elsewhere. */
export async function requireFolder(folder: string, variable: string, megabytes: number): Promise<void> {
  const wayOut = `set ${variable} to a folder that can be written and has ${megabytes} MB free.`
  try {
    await makeFolder(folder)
    const probe = path.join(folder, `.probe-${crypto.randomUUID()}`)
    await writeFile(probe, 'x')
    await rm(probe)
  } catch (error) {
    throw new Obstacle(`${folder} cannot be written (${errorCode(error) ?? 'unknown'}): ${wayOut}`)
  }
  const { bavail, bsize } = await statfs(folder)
  const free = Math.floor((bavail * bsize) / mega)
  if (free < megabytes) throw new Obstacle(`${folder} has ${free} MB free, too little: ${wayOut}`)
}

/** With its parents; each is tried once. (Node's own `recursive` never ends where a file system refuses with ENOENT, as /proc does.) */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EEXIST') return
    const parent = path.dirname(folder)
    if (code !== 'ENOENT' || existsSync(parent) || parent === folder) throw error
    await makeFolder(parent)
    await mkdir(folder)
  }
}
