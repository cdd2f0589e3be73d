/** The peers' packages are many and needed only for measuring: they are installed when the benchmark runs. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { run } from '@shop/dev/process/run.ts'
import { projectRoot } from '@shop/dev/project.ts'

export const peers = path.join(projectRoot, 'bench', 'router', 'peers')

export const installPeers = (): Promise<void> => installIn(peers, 'the other routers (once, about 2 minutes)')

/** Does nothing where what is installed in the folder is what its lockfile says. */
export async function installIn(folder: string, what: string): Promise<void> {
  const lock = readFileSync(path.join(folder, 'package-lock.json'), 'utf8')
  const installed = path.join(folder, 'node_modules', '.installed-lock.json')
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return
  console.error(`Installing ${what} ...`)
  await run({ file: 'npm', args: ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], cwd: folder })
  writeFileSync(installed, lock)
}
