/** The peers' packages are many, and nobody needs them who does not measure: they are installed when the benchmark runs. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { run } from '@shop/dev/process/run.ts'
import { projectRoot } from '@shop/dev/project.ts'

export const peers = path.join(projectRoot, 'bench', 'router', 'peers')

/** Does nothing where what is installed is what the lockfile says. */
export async function installPeers(): Promise<void> {
  const lock = readFileSync(path.join(peers, 'package-lock.json'), 'utf8')
  const installed = path.join(peers, 'node_modules', '.installed-lock.json')
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return
  console.error('Installing the other routers (once, about 2 minutes) ...')
  await run({ file: 'npm', args: ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], cwd: peers })
  writeFileSync(installed, lock)
}
