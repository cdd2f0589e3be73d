/** The storefront's pages, put together from their sources once, and again when those have changed. */
import { createHash } from 'node:crypto'
import { existsSync, globSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { run } from './process/run.ts'
import type { Step } from './progress.ts'
import { projectRoot } from './project.ts'

const folder = path.join(projectRoot, 'storefront')
export const builtPages = path.join(folder, 'dist')
const stampFile = path.join(folder, 'node_modules', '.cache', 'built')
const sources = ['src/**', 'public/**', 'index.html', 'vite.config.ts', 'package.json', '../pnpm-lock.yaml']

/** Answers the folder with the pages. Two that build at once write the same. */
export async function buildStorefront(step: Step): Promise<string> {
  const stamp = await stampOfSources()
  const built = await readFile(stampFile, 'utf8').catch(() => '')
  if (built === stamp && existsSync(path.join(builtPages, 'index.html'))) return builtPages
  await step('Building the storefront', () =>
    run({
      file: process.execPath,
      args: [path.join(folder, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
      cwd: folder,
      env: { NODE_ENV: 'production' },
    }),
  )
  await mkdir(path.dirname(stampFile), { recursive: true })
  await writeFile(stampFile, stamp)
  return builtPages
}

async function stampOfSources(): Promise<string> {
  const hash = createHash('sha256')
  const found = globSync(sources, { cwd: folder, withFileTypes: true })
  const files = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name))
  for (const file of files.toSorted()) hash.update(path.relative(folder, file)).update(await readFile(file))
  return hash.digest('hex')
}
