/** Deletes old backups: keeps the newest few, and those of the last days. */

import { readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { manifestOf } from './backup.ts'

const dayMs = 86_400_000
/** How long a backup that is not whole may still be under way. */
const underWayMs = dayMs

/** A backup is kept where one of the two says so. */
export type Kept = { readonly count?: number | undefined; readonly days?: number | undefined }

/**
 * In a folder of backups. Answers the names of those that are gone; what is no backup is left alone. The newest one is always kept. One that
 * holds nothing, as of a database that was lost or is another, is no reason for an older one to go.
 */
export async function prune(folder: string, { count = 0, days = 0 }: Kept, now = new Date()): Promise<string[]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((one) => one.isDirectory())
    .map(({ name }) => name)
  const whole: { readonly name: string; readonly begun: Date; readonly isEmpty: boolean }[] = []
  for (const name of names) {
    const manifest = await manifestOf(path.join(folder, name)).catch(() => undefined)
    if (!manifest || isPartial(name)) continue
    const isEmpty = Object.values(manifest.documents).every((count) => count === 0)
    whole.push({ name, begun: manifest.begun, isEmpty })
  }
  let newer = 0
  const old = whole
    .toSorted((one, other) => other.begun.getTime() - one.begun.getTime())
    .filter(({ begun, isEmpty }) => {
      const isKept = newer < Math.max(count, 1) || now.getTime() - begun.getTime() <= days * dayMs
      if (!isEmpty) newer += 1
      return !isKept
    })
    .map(({ name }) => name)
  // First it is whole no more, so that no restore finds half of it.
  for (const name of old) await rename(path.join(folder, name), path.join(folder, `${name}.partial`))
  const left = [...names.filter(isPartial), ...old.map((name) => `${name}.partial`)]
  for (const name of left)
    if (old.includes(name.replace(/\.partial$/, '')) || (await isLeftBehind(path.join(folder, name), now)))
      await rm(path.join(folder, name), { recursive: true, force: true })
  return old
}

const isPartial = (name: string): boolean => name.endsWith('.partial')

/** Of a backup that failed: nothing has been written to it for long. */
async function isLeftBehind(folder: string, now: Date): Promise<boolean> {
  const files = (await readdir(folder)).map((name) => path.join(folder, name))
  const times = await Promise.all([folder, ...files].map(async (file) => (await stat(file)).mtimeMs))
  return now.getTime() - Math.max(...times) > underWayMs
}
