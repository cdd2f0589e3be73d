/** A folder with nothing of this project in it but a packed package, as its user installs it. */
import { execFile } from 'node:child_process'
import { mkdir, readdir, stat, symlink } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { folderOf, manifestOf } from './installed.ts'

const run = promisify(execFile)

/**
 * Unpacks the file into `folder`'s node_modules as npm does; what it depends on, and what the user has `beside` it, is linked to what this
 * project has installed, so that nothing is fetched. Answers where the package is.
 */
export async function linkInto(
  folder: string,
  { file, name, rooms, beside = [] }: PackedFile & { readonly beside?: readonly string[] },
): Promise<string> {
  const at = path.join(folder, 'node_modules', name)
  await mkdir(at, { recursive: true })
  await run('tar', ['-xzf', file, '--strip-components=1', '-C', at])
  const { dependencies } = await manifestOf(at)
  for (const each of [...Object.keys(dependencies), ...beside]) {
    const link = path.join(folder, 'node_modules', each)
    await mkdir(path.dirname(link), { recursive: true })
    await symlink(await folderOf(each, rooms), link)
  }
  return at
}

type PackedFile = {
  readonly file: string
  readonly name: string
  /** Workspace packages that have what it depends on, by folder. */
  readonly rooms: readonly string[]
}

/** Has npm install the file, and what else is named, from its registry. Answers how long that took, and the size of all packages. */
export async function installInto(folder: string, file: string, beside: readonly string[] = []) {
  await mkdir(folder, { recursive: true })
  const began = performance.now()
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', file, ...beside])
  const tookMs = performance.now() - began
  const entries = await readdir(path.join(folder, 'node_modules'), { recursive: true, withFileTypes: true })
  const files = entries.filter((each) => each.isFile())
  const sizes = await Promise.all(files.map(async (each) => (await stat(path.join(each.parentPath, each.name))).size))
  return { tookMs, bytes: sizes.reduce((sum, each) => sum + each, 0) }
}
