/** What is installed in this project. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const project = path.join(import.meta.dirname, '..', '..')

const Versions = z.record(z.string(), z.string())
const Manifest = z.object({
  version: z.string(),
  dependencies: Versions.default({}),
  peerDependencies: Versions.default({}),
  peerDependenciesMeta: z.record(z.string(), z.unknown()).default({}),
})

export async function manifestOf(folder: string): Promise<z.output<typeof Manifest>> {
  return Manifest.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')))
}

/** Where a package is that these workspace packages depend on, by their folders. */
export async function folderOf(name: string, rooms: readonly string[]): Promise<string> {
  for (const room of rooms) {
    const folder = path.join(project, room, 'node_modules', name)
    if (await readFile(path.join(folder, 'package.json')).catch(() => undefined)) return folder
  }
  throw new Error(`${name} is not installed: npm install`)
}
