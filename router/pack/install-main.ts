/** `npm run proof:package`: the packed file as npx installs it into an empty folder, with figures. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { commandLine } from '@shop/platform/command-line.ts'
import { buildPackage, packFile } from './package.ts'
import { prove } from './proof.ts'

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'packed-router-'))
  try {
    const out = path.join(folder, 'package')
    await buildPackage({ out, playground: true })
    const file = await packFile(out, folder)
    console.log(`${path.basename(file)}: ${megabytes((await stat(file)).size)}`)

    const empty = path.join(folder, 'empty')
    const began = performance.now()
    const install = ['install', '--prefix', empty, '--no-audit', '--no-fund', file]
    await promisify(execFile)('npm', install)
    const packages = await readdir(path.join(empty, 'node_modules'), { recursive: true, withFileTypes: true })
    const sizes = await Promise.all(
      packages
        .filter((each) => each.isFile())
        .map(async (each) => (await stat(path.join(each.parentPath, each.name))).size),
    )
    const size = megabytes(sizes.reduce((sum, each) => sum + each, 0))
    console.log(`installed in ${((performance.now() - began) / 1000).toFixed(1)} s: ${size} of packages`)

    const { answer, readyMs, exitCode } = await prove(
      [path.join(empty, 'node_modules', '.bin', 'supergraph-router')],
      empty,
    )
    console.log(
      `answers ${JSON.stringify(answer)} ${(readyMs / 1000).toFixed(1)} s after its start; ends with ${String(exitCode)}`,
    )
    if (exitCode !== 0) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true })
  }
}

await commandLine({
  script: 'proof:package',
  does: "Packs the router, installs the file into an empty folder, and has it compose, serve and stop there. Needs npm's registry.",
  examples: { '': 'a minute' },
})
  .action(main)
  .parseAsync()
