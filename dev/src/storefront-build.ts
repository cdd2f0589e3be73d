/** The storefront's pages, put together from their sources once, and again when those have changed. */
import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { cachedState } from './engines/cached-states.ts'
import { run } from './process/run.ts'
import type { ProgressStep } from './progress.ts'
import { projectRoot } from './project.ts'

export const storefrontFolder = path.join(projectRoot, 'storefront')
const sources = ['src/**', 'public/**', 'index.html', 'vite.config.ts', 'package.json', '../pnpm-lock.yaml']

/** Returns the folder with the pages: one for each state of the sources, complete also while other processes build. */
export function buildStorefront(step: ProgressStep): Promise<string> {
  return builtOnce(storefrontFolder, (target) => step('Building the storefront', () => viteBuild(target)))
}

/** The result for the sources of the folder as they are: built where that has not been done before. */
export async function builtOnce(folder: string, build: (target: string) => Promise<void>): Promise<string> {
  const stamp = await stampOfSources(folder)
  return cachedState({ kind: 'storefront' }, stamp.slice(0, 16), build)
}

async function viteBuild(target: string): Promise<void> {
  const vite = path.join(storefrontFolder, 'node_modules', 'vite', 'bin', 'vite.js')
  await run({
    file: process.execPath,
    args: [vite, 'build', '--logLevel', 'warn', '--outDir', target, '--emptyOutDir'],
    cwd: storefrontFolder,
    env: { NODE_ENV: 'production' },
  })
}

async function stampOfSources(folder: string): Promise<string> {
  const hash = createHash('sha256')
  const found = globSync(sources, { cwd: folder, withFileTypes: true })
  const files = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name))
  for (const file of files.toSorted()) hash.update(path.relative(folder, file)).update(await readFile(file))
  return hash.digest('hex')
}
