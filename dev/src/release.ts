/** A release: the lines of .changeset go to CHANGELOG.md, and the next version to package.json and router/package.json. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { projectRoot } from './project.ts'

const Versioned = z.object({ version: z.string() })
const Manifest = z.record(z.string(), z.unknown()) // a record keeps the order of its keys

/** @param folder the project's, or a copy's. Answers the exit code of changesets, which says what it lacks. */
export async function release(folder: string): Promise<number> {
  const code = await changesets('version', folder)
  if (code === 0) await giveRouterTheVersion(folder)
  return code
}

/** Changesets' own program, under the Node that it needs. Answers its exit code. */
export async function changesets(command: 'add' | 'version', folder: string): Promise<number> {
  const program = path.join(projectRoot, 'node_modules', '@changesets', 'cli', 'bin.js')
  const [code] = await once(spawn(process.execPath, [program, command], { cwd: folder, stdio: 'inherit' }), 'exit')
  return typeof code === 'number' ? code : 1
}

/** The router is the package that is packed: it has the project's version. */
async function giveRouterTheVersion(folder: string): Promise<void> {
  const { version } = Versioned.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')))
  const file = path.join(folder, 'router', 'package.json')
  const manifest = Manifest.parse(JSON.parse(await readFile(file, 'utf8')))
  await writeFile(file, `${JSON.stringify({ ...manifest, version }, null, 2)}\n`)
}
