/** The peer's packages are large and needed only for measuring against it: they are installed on demand. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { run } from '@shop/dev/process/run.ts'
import { projectRoot } from '@shop/dev/project.ts'
import type { ProgressStep } from '@shop/dev/progress.ts'

export const peerFolder = path.join(projectRoot, 'bench', 'saga', 'peers', 'restate')

/** Does nothing where what is installed is what the lockfile says. */
export async function installPeer(step: ProgressStep): Promise<void> {
  const lock = readFileSync(path.join(peerFolder, 'package-lock.json'), 'utf8')
  const installed = path.join(peerFolder, 'node_modules', '.installed-lock.json')
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return
  await step('Installing Restate', () =>
    // Without scripts: the only one reports to an analytics service.
    run({ file: 'npm', args: ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], cwd: peerFolder }),
  )
  writeFileSync(installed, lock)
}

/** Versions of what is installed, by package name. */
export function peerVersions(names: readonly string[]): Record<string, string> {
  const { packages } = JSON.parse(readFileSync(path.join(peerFolder, 'package-lock.json'), 'utf8'))
  return Object.fromEntries(names.map((name) => [name, String(packages[`node_modules/${name}`]?.version)]))
}
