/** The storefront's pages, put together from their sources once, and again when those have changed. */
import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { cachedState } from './engines/cache.ts'
import { run } from './process/run.ts'
import type { ProgressStep } from './progress.ts'
import { projectRoot } from './project.ts'

const folder = path.join(projectRoot, 'storefront')
const sources = ['src/**', 'public/**', 'index.html', 'vite.config.ts', 'package.json', '../pnpm-lock.yaml']

/** Returns the folder with the pages: one for each state of the sources, complete also while other processes build. */
export async function buildStorefront(step: ProgressStep): Promise<string> {
  const stamp = await stampOfSources()
  return cachedState('storefront', stamp.slice(0, 16), (target) =>
    step('Building the storefront', () =>
      run({
        file: process.execPath,
        args: [
          path.join(folder, 'node_modules', 'vite', 'bin', 'vite.js'),
          ...['build', '--logLevel', 'warn', '--outDir', target, '--emptyOutDir'],
        ],
        cwd: folder,
        env: { NODE_ENV: 'production' },
      }),
    ),
  )
}

async function stampOfSources(): Promise<string> {
  const hash = createHash('sha256')
  const found = globSync(sources, { cwd: folder, withFileTypes: true })
  const files = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name))
  for (const file of files.toSorted()) hash.update(path.relative(folder, file)).update(await readFile(file))
  return hash.digest('hex')
}
